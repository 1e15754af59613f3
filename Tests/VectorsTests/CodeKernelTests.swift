import LookalikeVectors
import Testing

/// The kernels over byte codes: sums equal to the reference's, and bounds that hold.
@Suite(.timeLimit(.minutes(10))) struct CodeKernelTests {
    static let names = Kernel.available.map(\.name)

    func kernel(_ name: String) -> Kernel { Kernel.available.first { $0.name == name }! }

    /// Random bytes, and the extreme ones that reveal sums which saturate.
    @Test(arguments: names) func dotsEqualReference(_ name: String) {
        var random = Random(30)
        for length in [64, 128, 192, 960, 4096] {
            for (queryCount, rowCount) in [(1, 1), (1, 9), (2, 7), (3, 4), (4, 8), (5, 13), (8, 3), (11, 6)] {
                let queries = (0..<queryCount * length).map { _ in Int8.random(in: -127...127, using: &random)
                }
                let rows = (0..<rowCount * length).map { _ in UInt8.random(in: .min ... .max, using: &random)
                }
                let extreme = (0..<queryCount * length).map { $0 / 64 % 2 == 0 ? Int8(127) : -127 }
                let full = [UInt8](repeating: 255, count: rows.count)
                for (queries, rows) in [(queries, rows), (extreme, full), (queries, full)] {
                    let found = kernel(name).codeDots(queries: queries, rows: rows, length: length)
                    let expected = Kernel.available[0].codeDots(queries: queries, rows: rows, length: length)
                    #expect(found == expected, "\(queryCount) × \(rowCount), \(length) bytes")
                }
            }
        }
    }

    @Test(arguments: names) func longestVectorsDoNotOverflow(_ name: String) {
        let length = IndexError.maximumDimension
        let sums = kernel(name).codeDots(
            queries: Array(repeating: 127, count: length) + Array(repeating: -127, count: length),
            rows: Array(repeating: 255, count: length), length: length)
        #expect(sums == [2_122_383_360, -2_122_383_360])
    }

    /// Every magnitude of row and query, constant rows and zero rows, lengths around every vector width.
    @Test(arguments: names, Metric.allCases) func boundsHoldTheScore(_ name: String, _ metric: Metric) {
        var random = Random(31)
        let scales: [Float] = [0, 0x1p-146, 1e-38, 1e-20, 1e-8, 1, 1e8, 1e14, 1e17, 1e30, 3e37]
        for dimension in [1, 2, 15, 16, 17, 63, 64, 65, 200] {
            for scale in scales {
                let query = random.gaussians(dimension, scale: scale)
                var rows = query.map { $0 * 1.000_01 } + query.map { -$0 }
                for other in scales {
                    rows += random.gaussians(dimension, scale: other)
                    rows += Array(repeating: other, count: dimension)
                }
                let bounds = kernel(name).bounds(metric, query: query, rows: rows)
                #expect(bounds.map(\.row) == Array(0..<2 * scales.count + 2))
                for bound in bounds {
                    let row = Array(rows[bound.row * dimension..<(bound.row + 1) * dimension])
                    let score = unscaledScore(metric, query, row)
                    // Bounds that are not numbers bound nothing.
                    let holds = !(score < Double(bound.low)) && !(score > Double(bound.high))
                    #expect(holds, "\(dimension), \(scale), row \(bound.row): \(bound), \(score)")
                }
            }
        }
    }

    /// A bound that is far from the score would be true and useless.
    @Test(arguments: names, Metric.allCases) func boundsAreNarrow(_ name: String, _ metric: Metric) {
        var random = Random(32)
        let query = random.gaussians(128)
        for bound in kernel(name).bounds(metric, query: query, rows: random.gaussians(128 * 50)) {
            let norms: Float = metric == .cosine ? 11 : 128
            #expect(bound.high - bound.low < 0.05 * norms)
        }
    }

    @Test(arguments: names, Metric.allCases) func cutoffLeavesOutJustWhatIsBelow(
        _ name: String, _ metric: Metric
    ) {
        var random = Random(33)
        let query = random.gaussians(40)
        let rows = random.gaussians(40 * 300)
        let all = kernel(name).bounds(metric, query: query, rows: rows)
        for rank in [0, 1, 150, 298, 299] {
            let cutoff = all.map(\.high).sorted()[rank]
            let reached = kernel(name).bounds(metric, query: query, rows: rows, cutoff: cutoff)
            #expect(reached == all.filter { $0.high >= cutoff }, "rank \(rank)")
        }
        #expect(kernel(name).bounds(metric, query: query, rows: rows, cutoff: .infinity).isEmpty)
    }

    /// x = scale · u + offset + e with ‖e‖ ≤ error, and the norm is the vector's.
    @Test func codesStandForTheirVectorWithinTheError() {
        var random = Random(34)
        for dimension in [1, 5, 64, 333] {
            for scale: Float in [1e-11, 1e-3, 1, 1e12] {
                for vector in [
                    random.gaussians(dimension, scale: scale), Array(repeating: scale, count: dimension),
                    (0..<dimension).map { $0 == 0 ? scale : 0 },
                ] {
                    let coded = CodedVector(vector)
                    #expect(distance(vector, coded.decoded) <= Double(coded.error))
                    #expect(abs(Double(coded.norm) - norm(vector)) <= norm(vector) * 0x1p-24)
                    #expect(Double(coded.error) < 0.02 * norm(vector) * Double(dimension).squareRoot())
                }
            }
        }
        #expect(CodedVector([Float](repeating: 0, count: 9)).error == 0)
        // What float32 arithmetic cannot bound is said to be unbounded.
        for scale: Float in [0x1p-146, 1e-20, 1e17, 3e37] {
            #expect(CodedVector(random.gaussians(20, scale: scale)).error == .infinity)
        }
    }

    @Test func twoLevelsStandForAQuery() {
        var random = Random(35)
        for dimension in [1, 5, 64, 333] {
            for scale: Float in [1e-11, 1, 1e12] {
                let query = random.gaussians(dimension, scale: scale)
                let coded = CodedQuery(query)
                #expect(distance(query, coded.decoded) <= Double(coded.error))
                #expect(Double(coded.norm) >= norm(query))
                #expect(Double(coded.error) < 1e-4 * norm(query) * Double(dimension).squareRoot())
            }
        }
        #expect(CodedQuery([0, 0, 0]).norm == 0 && CodedQuery([0, 0, 0]).error == 0)
        #expect(CodedQuery([1e30, 1]).norm == .infinity)
    }

    /// In the units of the bounds: not divided by the query's norm.
    private func unscaledScore(_ metric: Metric, _ query: [Float], _ row: [Float]) -> Double {
        guard metric == .cosine else { return Kernel.best.exactScore(metric, query, row) }
        let length = norm(row)
        return length == 0 ? 0 : Kernel.best.exactScore(.innerProduct, query, row) / length
    }

    private func norm(_ vector: [Float]) -> Double {
        vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }

    private func distance(_ vector: [Float], _ other: [Double]) -> Double {
        zip(vector, other).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }.squareRoot()
    }
}
