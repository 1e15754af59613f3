import LookalikeVectors
import Testing

/// Snapshots with gaps know which position each row has, however they came about.
@Suite(.timeLimit(.minutes(10))) struct LiveRowsTests {
    @Test func rowsAreFoundWhateverIsMissing() throws {
        let scratch = try Scratch()
        let file = try VectorFile.create(at: scratch.file(), dimension: 1)
        let total = 1000
        try file.append(ids: (0..<Int64(total)).map { $0 }, vectors: (0..<total).map { Float($0) })
        var random = Random(3)
        for _ in 0..<60 {
            var snapshot = try file.snapshot(live: [])
            var next = 0
            // Stretches that are appended, some with gaps, some removed again.
            while next < total {
                let end = min(next + Int.random(in: 1...200, using: &random), total)
                let gaps = Bool.random(using: &random)
                let rows = (next..<end).filter { _ in !gaps || Int.random(in: 0..<3, using: &random) > 0 }
                snapshot = try snapshot.adding(rows.map { RowReference(id: Int64($0), row: $0) }, in: file)
                if Int.random(in: 0..<4, using: &random) == 0 {
                    snapshot = snapshot.removing(IDSet((next..<end).filter { $0 % 5 == 0 }.map { Int64($0) }))
                }
                next = Int.random(in: 0..<3, using: &random) == 0 ? end + 70 : end
            }
            var expected = [Int?](repeating: nil, count: total + 5)
            for (position, row) in snapshot.rows.enumerated() { expected[Int(row)] = position }
            let found = expected.indices.map { snapshot.position(ofRow: $0) }
            #expect(found == expected)
        }
    }
}
