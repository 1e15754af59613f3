import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// `kill -9` of a process that writes: nothing that it called durable is lost, and nothing is left half done.
@Suite(.timeLimit(.minutes(10)), .serialized) struct CrashTests {
    /// Lines of a writer that was killed once it had said as many; all that it said is among them.
    private static func linesOfKilled(_ mode: String, _ data: TemporaryFolder, after count: Int) async throws
        -> [String]
    {
        let folder = (CommandLineProgram.path as NSString).deletingLastPathComponent
        let output = Pipe()
        let process = try ChildProcess(folder + "/EngineWriter", [mode, data.path], output: .pipe(output))
        var text: [UInt8] = []
        var lines = 0
        for await piece in ChildProcess.pieces(of: output) {
            lines += piece.count { $0 == UInt8(ascii: "\n") }
            text += piece
            if lines >= count { process.signal(SIGKILL) }
        }
        #expect(await process.end() == .signal(SIGKILL))
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func vectorsOfManyClientsAreThere() async throws {
        let data = try TemporaryFolder()
        var expected: Set<String> = []
        var unsure: Set<String> = []
        for _ in 0..<2 {
            for line in try await Self.linesOfKilled("vectors", data, after: 1_500) {
                let parts = line.split(separator: " ").map(String.init)
                switch parts[0] {
                case "stored": expected.insert(parts[1])
                case "deleting":
                    expected.remove(parts[1])
                    unsure.insert(parts[1])
                default: unsure.remove(parts[1])
                }
            }
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.collection(named: "c")
            let images = try await engine.images(in: collection, after: 0, limit: 1_000_000)
            let ids = Set(images.map(\.id))
            #expect(expected.subtracting(ids).isEmpty)
            #expect(images.count == collection.count)
            #expect(try await collection.view.vectors(of: images.map(\.recordID)).count == images.count)
            // Sums were kept with the records: they are those of what is there.
            let before = engine.categories(in: collection)
            let rebuilt = try await engine.rebuildPrototypes(in: collection)
            #expect(rebuilt.categories == before && rebuilt.largestDifference < 1e-12)
            #expect(before.reduce(0) { $0 + $1.count } == images.count)
            // Clients begin again at their first id the next time.
            expected = ids
        }
    }

    @Test func uploadsAreThereWithTheirBytes() async throws {
        let data = try TemporaryFolder()
        let lines = try await Self.linesOfKilled("uploads", data, after: 300)
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        #expect(lines.count >= 300)
        for line in lines {
            let id = String(line.dropFirst("stored ".count))
            let parts = id.split(separator: "-").compactMap { UInt64($0) }
            let image = try await engine.image(id, in: collection)
            let picture = try TestPicture.jpeg(seed: parts[0] * 10_000 + parts[1])
            #expect(try await engine.content(of: image, in: collection) == picture)
        }
        // No bytes are left that no record refers to.
        let folder = data.path + "/collections/\(collection.recordID)/pictures"
        let files = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
            .filter { ($0 as NSString).lastPathComponent.count == 32 }
        #expect(files.count == collection.count)
    }

    @Test func anAcceptedBatchIsFinishedByTheNextProcess() async throws {
        let data = try TemporaryFolder()
        let lines = try await Self.linesOfKilled("batch", data, after: 2)
        let id = try #require(lines.first { $0.hasPrefix("accepted ") }?.dropFirst("accepted ".count))
        let engine = try await TestEngine.make(data.path)
        #expect(try await engine.jobs.job(String(id)).state.isFinal == false)
        let resumed = try await engine.resumeJobs()
        #expect(resumed.map(\.id) == [String(id)])
        let job = try await engine.jobs.finished(String(id))
        let report = try #require(job.batchReport)
        #expect(job.state == .succeeded && report.indexed == 294 && report.failed == 6 && report.total == 300)
        #expect(report.results.map(\.imageID) == (0..<300).map(String.init))
        #expect(try await engine.collection(named: "c").count == 294)
        #expect(try FileManager.default.contentsOfDirectory(atPath: data.path + "/jobs").isEmpty)
        #expect(try await engine.resumeJobs().isEmpty)
    }
}
