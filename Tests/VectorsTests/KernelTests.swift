import LookalikeVectors
import Testing

@Suite(.timeLimit(.minutes(10))) struct KernelTests {
    static let names = Kernel.available.map(\.name)

    func kernel(_ name: String) -> Kernel { Kernel.available.first { $0.name == name }! }

    @Test func referenceComesFirstAndBestLast() {
        #expect(Self.names.first == "reference")
        #expect(Self.names.last == Kernel.best.name)
    }

    /// Lengths around every vector width, on ordinary numbers and on very unequal ones.
    @Test(arguments: names) func pairsMatchDoublePrecision(_ name: String) {
        let kernel = kernel(name)
        var random = Random(1)
        for dimension in Array(1...70) + [127, 960, 961, 4096] {
            for scale: Float in [1, 1e-12, 1e15] {
                let a = random.gaussians(dimension, scale: scale)
                let b = random.gaussians(dimension).map { $0 * Float.random(in: 1e-6...2, using: &random) }
                let products = zip(a, b).map { Double($0) * Double($1) }
                let tolerance = Double(dimension + 4) * 0x1p-23
                let magnitude = products.reduce(0) { $0 + abs($1) }
                let dot = Double(kernel.dot(a, b))
                #expect(abs(dot - products.reduce(0, +)) <= tolerance * magnitude, "\(dimension), \(scale)")
                let squared = zip(a, b).reduce(0) {
                    $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
                }
                #expect(abs(Double(kernel.squaredL2(a, b)) - squared) <= tolerance * squared)
            }
        }
    }

    /// Every shape of a tile, with strides, with and without a list of rows; on small whole numbers, whose
    /// sums are exact, so that the results are equal, not just near.
    @Test(arguments: names, Metric.allCases) func batchesMatchReference(_ name: String, _ metric: Metric) {
        var random = Random(2)
        for dimension in [1, 3, 8, 16, 17, 31, 64, 100] {
            for (queryCount, rowCount) in [
                (1, 1), (1, 19), (2, 5), (3, 8), (4, 4), (5, 13), (9, 24), (12, 7),
            ] {
                let stride = dimension + Int.random(in: 0...5, using: &random)
                let queries = (0..<queryCount * dimension).map { _ in
                    Float(Int.random(in: -9...9, using: &random))
                }
                // What lies between the rows must not be read as part of them.
                let rows = (0..<rowCount * stride).map { i in
                    i % stride < dimension ? Float(Int.random(in: -9...9, using: &random)) : .nan
                }
                let numbers = (0..<rowCount).map { UInt32($0) }.shuffled(using: &random)
                for list in [nil, numbers, Array(numbers.prefix(3))] {
                    let found = kernel(name).values(
                        metric, queries: queries, rows: rows, dimension: dimension, stride: stride,
                        numbers: list)
                    let expected = Kernel.available[0].values(
                        metric, queries: queries, rows: rows, dimension: dimension, stride: stride,
                        numbers: list)
                    #expect(found == expected, "\(queryCount) × \(rowCount), \(dimension) numbers")
                }
            }
        }
    }

    @Test(arguments: names, Metric.allCases) func exactScoresHaveTheSameBits(_ name: String, _ metric: Metric)
    {
        var random = Random(4)
        for dimension in Array(1...40) + [960, 4095] {
            let a = random.gaussians(dimension)
            let b = a.map { $0 * Float.random(in: -1e20...1e20, using: &random) }
            let expected = Kernel.available[0].exactScore(metric, a, b)
            #expect(kernel(name).exactScore(metric, a, b) == expected, "\(dimension)")
        }
    }

    @Test(arguments: names) func extremesOverflowToInfinityAndUnderflowToZero(_ name: String) {
        let kernel = kernel(name)
        for dimension in [1, 5, 16, 33] {
            let huge = [Float](repeating: 3e38, count: dimension)
            let tiny = [Float](repeating: 1e-38, count: dimension)
            #expect(kernel.dot(huge, huge) == .infinity)
            #expect(kernel.squaredL2(huge, huge) == 0)
            #expect(kernel.squaredL2(huge, huge.map { -$0 }) == .infinity)
            #expect(kernel.dot(tiny, tiny) == 0)
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct ChecksumTests {
    @Test func knownValue() {
        // The check value of CRC-32C in the catalogue of parametrised CRC algorithms, and RFC 3720, B.4.
        Array("123456789".utf8).withUnsafeBytes { #expect(crc32c($0) == 0xE306_9283) }
        [UInt8](repeating: 0, count: 32).withUnsafeBytes { #expect(crc32c($0) == 0x8A91_36AA) }
        [UInt8](repeating: 0xFF, count: 32).withUnsafeBytes { #expect(crc32cPortable($0) == 0x62A8_AB43) }
    }

    @Test func instructionAndTableAgree() {
        var random = Random(3)
        for length in 0..<100 {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            bytes.withUnsafeBytes { #expect(crc32c($0) == crc32cPortable($0)) }
        }
    }

    @Test func continuesWhereItStopped() {
        let bytes = Array("The quick brown fox".utf8)
        let whole = bytes.withUnsafeBytes { crc32c($0) }
        let start = bytes[..<7].withUnsafeBytes { crc32c($0) }
        #expect(bytes[7...].withUnsafeBytes { crc32c($0, continuing: start) } == whole)
    }
}
