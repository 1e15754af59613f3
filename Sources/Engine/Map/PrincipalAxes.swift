/// The 32 directions in which vectors differ most, found by subspace iteration on a sample (Golub and Van Loan, "Matrix
/// computations", 8.2.4). Vectors are projected on them; distances between the projections are close to those between the
/// vectors.
struct PrincipalAxes {
    private static let iterations = 8
    /// One for each number of a vector: its share in each axis.
    private var axes: [Projection]
    private let mean: [Float]

    /// - Parameters:
    ///   - sample: S × `dimension` numbers, row-major; S is above 0.
    ///   - check: called between the iterations; what it throws ends the work.
    init(of sample: [Float], dimension: Int, _ check: () throws -> Void) rethrows {
        let count = sample.count / dimension
        var mean = [Float](repeating: 0, count: dimension)
        for row in 0..<count {
            for column in 0..<dimension { mean[column] += sample[row * dimension + column] }
        }
        for column in 0..<dimension { mean[column] /= Float(count) }
        self.mean = mean
        var random = MapRandom(seed: 1)
        axes = (0..<dimension).map { _ in
            var axis = Projection()
            for lane in 0..<Projection.count { axis[lane] = random.signed() }
            return axis
        }
        orthonormalize()
        for _ in 0..<Self.iterations {
            try check()
            var next = [Projection](repeating: Projection(), count: dimension)
            for row in 0..<count {
                let vector = sample[row * dimension..<(row + 1) * dimension]
                let projection = project(vector)
                for (column, number) in vector.enumerated() {
                    next[column].add(projection, times: number - mean[column])
                }
            }
            axes = next
            orthonormalize()
        }
    }

    /// The coordinates of a vector along the axes, by descending variance.
    func project(_ vector: ArraySlice<Float>) -> Projection {
        var sum = Projection()
        for (column, number) in vector.enumerated() {
            sum.add(axes[column], times: number - mean[column])
        }
        return sum
    }

    /// Gram–Schmidt, each axis twice, against rounding. An axis that depends on those before it becomes zero: there are
    /// fewer directions than axes.
    private mutating func orthonormalize() {
        for lane in 0..<Projection.count {
            for _ in 0..<2 {
                var products = Projection()
                for axis in axes { products.add(axis, times: axis[lane]) }
                for earlier in lane..<Projection.count { products[earlier] = 0 }
                for column in axes.indices { axes[column][lane] -= axes[column].product(products) }
            }
            let length = axes.reduce(Float(0)) { $0 + $1[lane] * $1[lane] }.squareRoot()
            let scale = length > 1e-12 ? 1 / length : 0
            for column in axes.indices { axes[column][lane] *= scale }
        }
    }
}
