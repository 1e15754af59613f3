import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import Synchronization
import TestSupport
import Testing

/// A backup is of one moment, whatever is written meanwhile.
@Suite(.timeLimit(.minutes(10))) struct BackupDuringWritesTests {
    private static let width = 400

    private static func vector(_ index: Int, _ round: Int) -> [Float] {
        [Float(index), Float(round), Float(index * 31 + round * 17), 1]
    }

    /// Replaces all vectors again and again, which leads to compactions, and adds and deletes uploads, until told to stop.
    private static func write(_ engine: Engine, isOver: @Sendable () -> Bool) async throws {
        let vectors = try await engine.collection(named: "vectors")
        let uploads = try await engine.collection(named: "uploads")
        var round = 0
        while !isOver() {
            round += 1
            let images = (0..<width).map { index in
                IncomingImage(
                    id: "\(index)", vector: vector(index, round), attributes: ["round": .int(round)])
            }
            _ = try await engine.put(images, in: vectors)
            _ = try await engine.put(
                TestPicture.jpeg(seed: UInt64(round)), as: "u\(round)", attributes: ["round": .int(round)],
                in: uploads)
            if round > 3 { try await engine.deleteImage("u\(round - 3)", in: uploads) }
        }
    }

    /// - Returns: the round that the backup is of.
    private static func check(_ engine: Engine) async throws -> Int {
        let vectors = try await engine.collection(named: "vectors")
        let images = try await engine.images(in: vectors, after: 0, limit: 10_000)
        #expect(images.count == width && vectors.count == width)
        // One call writes all of a round, or nothing.
        let rounds = Set(images.compactMap { $0.attributes["round"]?.intValue })
        let round = try #require(rounds.first)
        #expect(rounds == [round])
        for image in images {
            let index = try #require(Int(image.id))
            #expect(try await vectors.view.vector(of: image.recordID) == vector(index, round))
        }
        #expect(try await engine.verify(vectors).damaged == [])
        let uploads = try await engine.collection(named: "uploads")
        let kept = try await engine.images(in: uploads, after: 0, limit: 10_000)
        for image in kept {
            let own = try #require(image.attributes["round"]?.intValue)
            #expect(own == round || own < round && own >= round - 4, "\(own) of \(round)")
            let bytes = try await engine.content(of: image, in: uploads)
            #expect(try bytes == TestPicture.jpeg(seed: UInt64(own)))
        }
        #expect(try await engine.orphans().isEmpty)
        return round
    }

    @Test func `Catalogue, vectors and uploads are of one moment`() async throws {
        let folder = try TemporaryFolder()
        let data = DataDirectory(folder.path + "/data")
        let engine = try await TestEngine.make(data.path)
        _ = try await engine.createCollection(
            named: "vectors", CollectionOptions(model: .none, dimension: 4, metric: .l2))
        _ = try await engine.createCollection(named: "uploads")
        let isOver = Mutex(false)
        async let writing: Void = Self.write(engine) { isOver.withLock { $0 } }
        let uploads = try await engine.collection(named: "uploads")
        var moments: [Int] = []
        for number in 0..<6 {
            let before = uploads.version
            try await eventually("something was written") { uploads.version != before }
            let path = "\(folder.path)/\(number).tar"
            let report = try await Backup.write(data, to: path, program: "a test")
            #expect(report.missing == [])
            let copy = DataDirectory("\(folder.path)/copy-\(number)")
            _ = try await Backup.restore(path, into: copy)
            moments.append(try await Self.check(TestEngine.make(copy.path)))
        }
        isOver.withLock { $0 = true }
        try await writing
        #expect(moments == moments.sorted())
    }
}
