internal import Foundation

/// From projected vectors to a map. Some thousand images, the landmarks, are laid out by their neighbours; each of the
/// others is placed among the landmarks that are nearest to it. The time grows with the number of images, not with its
/// square.
struct MapProjection {
    static let mostLandmarks = 8_000
    private static let neighbours = 15
    /// Landmarks that place another image.
    private static let anchors = 3

    let images: [Projection]
    /// Called often with the share that is done, from 0 to 1; what it throws ends the work.
    let check: (Float) throws -> Void

    /// For each image x and y, both from 0 to 65,535 and with one scale.
    func run() throws -> (x: [UInt16], y: [UInt16]) {
        let places = landmarks
        let landmarks = MapNeighbours(points: places.map { images[$0] })
        var plane = [SIMD2<Float>](repeating: SIMD2(), count: images.count)
        for (place, point) in zip(places, try layOut(landmarks)) { plane[place] = point }
        let isLandmark = Set(places)
        for place in images.indices where !isLandmark.contains(place) {
            if place.isMultiple(of: 256) {
                try check(0.6 + 0.4 * Float(place) / Float(images.count))
            }
            plane[place] = position(of: images[place], among: landmarks) { plane[places[$0]] }
        }
        return Self.scaled(Self.drawnTogether(plane))
    }

    /// Evenly spread over the images in their order.
    private var landmarks: [Int] {
        let count = min(images.count, Self.mostLandmarks)
        return (0..<count).map { $0 * images.count / max(1, count) }
    }

    private func layOut(_ landmarks: MapNeighbours) throws -> [SIMD2<Float>] {
        let points = landmarks.points
        let first = points.map { SIMD2($0[0], $0[1]) }
        let most = min(Self.neighbours, points.count - 1)
        // Too few for neighbourhoods: the two directions in which they differ most show them best.
        guard most > 3 else { return first }
        var neighbours: [[MapNeighbours.Found]] = []
        neighbours.reserveCapacity(points.count)
        for (place, point) in points.enumerated() {
            if place.isMultiple(of: 64) { try check(0.3 * Float(place) / Float(points.count)) }
            neighbours.append(landmarks.nearest(to: point, count: most, except: place))
        }
        let reach = first.reduce(Float(1e-9)) { max($0, abs($1.x), abs($1.y)) }
        var layout = MapLayout(first.map { $0 * (10 / reach) })
        let epochs = points.count < 2_000 ? 400 : 200
        try layout.run(MapGraph(neighbours), epochs: epochs) { epoch in
            try check(0.3 + 0.3 * Float(epoch) / Float(epochs))
        }
        return layout.points
    }

    private func position(
        of image: Projection, among landmarks: MapNeighbours, _ point: (Int) -> SIMD2<Float>
    ) -> SIMD2<Float> {
        let nearest = landmarks.nearest(to: image, count: min(Self.anchors, landmarks.points.count))
        var (sum, weights) = (SIMD2<Float>(), Float(0))
        for found in nearest {
            let weight = 1 / (found.distance * found.distance + 1e-9)
            sum += point(found.place) * weight
            weights += weight
        }
        return sum / max(weights, .leastNormalMagnitude)
    }

    /// Shortens long distances from the middle, so that a group far off leaves room for the others; what is nearer stays
    /// nearer.
    private static func drawnTogether(_ plane: [SIMD2<Float>]) -> [SIMD2<Float>] {
        let middle = plane.reduce(SIMD2<Float>(), +) / Float(max(1, plane.count))
        let distances = plane.map { point in
            let away = point - middle
            return (away.x * away.x + away.y * away.y).squareRoot()
        }
        guard let typical = distances.sorted().dropFirst(distances.count / 2).first, typical > 0 else {
            return plane
        }
        return zip(plane, distances).map { point, distance in
            let share = distance / (2 * typical)
            return middle + (point - middle) / (1 + share * share).squareRoot()
        }
    }

    private static func scaled(_ plane: [SIMD2<Float>]) -> (x: [UInt16], y: [UInt16]) {
        guard let first = plane.first else { return ([], []) }
        let low = plane.reduce(first, pointwiseMin)
        let high = plane.reduce(first, pointwiseMax)
        let size = (high - low).max()
        // In the middle of the shorter side; a single point in the middle of both.
        let scale = size > 0 ? 65_535 / size : 0
        let margin = (SIMD2(repeating: 65_535) - (high - low) * scale) / 2
        let numbers = plane.map { point -> SIMD2<Float> in
            ((point - low) * scale + margin).clamped(
                lowerBound: SIMD2(), upperBound: SIMD2(repeating: 65_535))
        }
        return (numbers.map { UInt16($0.x.rounded()) }, numbers.map { UInt16($0.y.rounded()) })
    }
}
