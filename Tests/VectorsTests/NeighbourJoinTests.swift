import LookalikeVectors
import Testing

@Suite(.timeLimit(.minutes(10))) struct NeighbourJoinTests {
    /// Unit vectors in all directions, and behind each a copy of it at a cosine of about `cosine`.
    private static func pairs(_ count: Int, dimension: Int, cosine: Float) -> [[Float]] {
        var state: UInt64 = 11
        func number() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> 33) / Float(1 << 30)
        }
        func direction() -> [Float] {
            // Sums of uniform numbers are nearly normal, so no direction is preferred.
            let vector = (0..<dimension).map { _ in number() + number() + number() }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / norm }
        }
        return (0..<count).flatMap { _ -> [[Float]] in
            let (first, other) = (direction(), direction())
            let rest = (1 - cosine * cosine).squareRoot()
            return [first, zip(first, other).map { cosine * $0 + rest * $1 }]
        }
    }

    private static func table(_ vectors: [[Float]], count: Int = 4) throws -> NeighbourTable {
        var coded = CodedVectors(dimension: vectors[0].count, capacity: vectors.count)
        for vector in vectors { coded.append(vector) }
        return try #require(
            NeighbourJoin(coded).run(count: count, leastCosine: 0.5, threads: 2) { false })
    }

    @Test(arguments: [(Float(0.99), 0.999), (0.97, 0.99), (0.95, 0.97)])
    func `Nearly all pairs of like vectors are found`(_ cosine: Float, _ share: Double) throws {
        let vectors = Self.pairs(4_000, dimension: 64, cosine: cosine)
        let table = try Self.table(vectors)
        let found = vectors.indices.count { row in
            guard let best = table.neighbours(row).first, best.number == row ^ 1 else { return false }
            let exact = zip(vectors[row], vectors[row ^ 1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            let norm = vectors[row ^ 1].reduce(0) { $0 + $1 * $1 }.squareRoot()
            return abs(best.cosine - exact / norm / vectors[row].reduce(0) { $0 + $1 * $1 }.squareRoot())
                < 0.02
        }
        #expect(Double(found) >= share * Double(vectors.count), "\(found) of \(vectors.count)")
    }

    @Test func `The nearest come first, as many as asked for, none of them itself`() throws {
        let base = Self.pairs(50, dimension: 20, cosine: 0.6)
        var vectors = base
        for step in 1...5 {
            vectors.append(base[0].map { $0 }.enumerated().map { $0 == 0 ? $1 + 0.02 * Float(step) : $1 })
        }
        let table = try Self.table(vectors, count: 3)
        let near = table.neighbours(0)
        #expect(near.map(\.number) == [100, 101, 102])
        #expect(near.map(\.cosine) == near.map(\.cosine).sorted(by: >))
        #expect(vectors.indices.allSatisfy { row in !table.neighbours(row).contains { $0.number == row } })
    }

    @Test func `Few vectors, zeros and cancellation are borne`() throws {
        #expect(try Self.table([[1, 2, 3]]).neighbours(0).isEmpty)
        let zeros = try Self.table([[0, 0], [0, 0], [1, 0], [2, 0]])
        #expect(zeros.neighbours(0).isEmpty)
        #expect(zeros.neighbours(2).map(\.number) == [3])
        var coded = CodedVectors(dimension: 2, capacity: 2)
        for _ in 0..<100 { coded.append([1, 0]) }
        #expect(NeighbourJoin(coded).run(count: 4, leastCosine: 0, threads: 2) { true } == nil)
    }
}
