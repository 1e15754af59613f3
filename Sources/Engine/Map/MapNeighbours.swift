/// Finds the nearest of some points, by comparing with all of them.
struct MapNeighbours {
    struct Found {
        let place: Int
        /// Euclidean.
        let distance: Float
    }

    let points: [Projection]

    /// The nearest points, nearest first; of equal distances the lower place first.
    ///
    /// - Parameters:
    ///   - count: at most as many as there are points.
    ///   - place: a point that is left out.
    func nearest(to point: Projection, count: Int, except place: Int = -1) -> [Found] {
        var distances = [Float](repeating: .infinity, count: count)
        var places = [Int](repeating: -1, count: count)
        points.withUnsafeBufferPointer { points in
            for other in points.indices where other != place {
                let distance = points[other].squareDistance(to: point)
                guard distance < distances[count - 1] else { continue }
                var position = count - 1
                while position > 0, distances[position - 1] > distance {
                    distances[position] = distances[position - 1]
                    places[position] = places[position - 1]
                    position -= 1
                }
                distances[position] = distance
                places[position] = other
            }
        }
        return zip(places, distances).filter { $0.0 >= 0 }.map {
            Found(place: $0.0, distance: $0.1.squareRoot())
        }
    }
}
