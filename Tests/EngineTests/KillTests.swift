import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeVectors
import TestSupport
import Testing

/// `kill -9` in the middle of a sync, by the program itself.
@Suite(.timeLimit(.minutes(10)), .serialized) struct KillTests {
    private static let count = 600

    private static func makePictures() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for seed in 0..<count {
            try folder.write(TestPicture.jpeg(seed: UInt64(seed)), to: "\(seed % 7)/\(seed).jpg")
        }
        for seed in 0..<5 { try folder.write([0, UInt8(seed)], to: "broken-\(seed).jpg") }
        return folder
    }

    private static func start(_ pictures: TemporaryFolder, _ data: TemporaryFolder) throws -> ChildProcess {
        try CommandLineProgram.start(
            ["sync", pictures.path, "--collection", "c", "--model", "tiny", "--data-dir", data.path],
            environment: ["LOOKALIKE_MODEL_DIRS": Fixtures.models],
            output: .none, errors: .none)
    }

    /// Keys, contents and vectors, whatever their ids.
    private static func state(_ data: TemporaryFolder) async throws -> [String: [Float]?] {
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        var state: [String: [Float]?] = [:]
        for image in try await engine.images(in: collection, after: 0, limit: 10_000) {
            state["\(image.id) \(image.contentHash) \(image.state)"] = .some(
                try await collection.view.vector(of: image.recordID))
        }
        return state
    }

    /// Pictures in the catalogue, read beside the program; none while it has not made the collection.
    private static func stored(_ data: TemporaryFolder) async -> Int {
        guard FileManager.default.fileExists(atPath: data.path + "/catalogue.sqlite"),
            let engine = try? await TestEngine.make(data.path, purpose: nil),
            let collection = try? await engine.collection(named: "c")
        else { return 0 }
        return await (try? engine.counts(in: collection).ready) ?? 0
    }

    @Test func nothingThatWasStoredIsLost() async throws {
        let pictures = try Self.makePictures()
        let whole = try TemporaryFolder()
        #expect(try await Self.start(pictures, whole).end() == .code(0))
        let expected = try await Self.state(whole)
        #expect(expected.count == Self.count + 5)

        let data = try TemporaryFolder()
        var atLeast = 0
        // Ended at its beginning, then each time as soon as it has stored more, to the end.
        for round in 0..<4 {
            let run = try Self.start(pictures, data)
            try await eventually("run \(round) stored more than \(atLeast) images") {
                if round == 0 {
                    return FileManager.default.fileExists(atPath: data.path + "/catalogue.sqlite")
                }
                return await Self.stored(data) > atLeast || !run.isRunning
            }
            let seen = await Self.stored(data)
            run.signal(SIGKILL)
            _ = await run.end()
            #expect(seen >= atLeast)
            atLeast = await Self.stored(data)
            #expect(atLeast >= seen)
        }
        #expect(try await Self.start(pictures, data).end() == .code(0))
        #expect(try await Self.state(data) == expected)
    }
}
