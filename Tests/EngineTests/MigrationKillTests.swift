import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeVectors
import TestSupport
import Testing

/// `kill -9` in the middle of a migration, by the program itself.
@Suite(.timeLimit(.minutes(10)), .serialized) struct MigrationKillTests {
    private static let count = 400

    private static func start(_ arguments: String..., data: TemporaryFolder) throws -> ChildProcess {
        try CommandLineProgram.start(
            arguments + ["--data-dir", data.path], environment: ["LOOKALIKE_MODEL_DIRS": Fixtures.models],
            output: .none, errors: .none)
    }

    /// Vectors by id, whatever their record ids.
    private static func vectors(_ data: TemporaryFolder, _ model: String) async throws -> [String: [Float]] {
        let engine = try await TestEngine.make(data.path, purpose: nil)
        let collection = try await engine.collection(named: "c")
        #expect(collection.record.model == model)
        var vectors: [String: [Float]] = [:]
        for image in try await engine.images(in: collection, after: 0, limit: 10_000) {
            vectors[image.id] = try await collection.view.vector(of: image.recordID)
        }
        return vectors
    }

    /// Read beside the program.
    private static func status(_ data: TemporaryFolder) async -> MigrationStatus? {
        guard let engine = try? await TestEngine.make(data.path, purpose: nil),
            let collection = try? await engine.collection(named: "c")
        else { return nil }
        return (try? await engine.migrationStatus(of: collection)) ?? nil
    }

    @Test func nothingIsLostAndItGoesOn() async throws {
        let (pictures, data, whole) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
        for seed in 0..<Self.count {
            try pictures.write(TestPicture.jpeg(seed: UInt64(seed)), to: "\(seed).jpg")
        }
        for folder in [data, whole] { try OtherNetwork.add(to: folder.path + "/models") }
        func sync(_ data: TemporaryFolder, _ model: String) async throws -> Int32 {
            try await Self.start("sync", pictures.path, "--collection", "c", "--model", model, data: data)
                .end().status
        }
        #expect(try await sync(data, "tiny") == 0)
        #expect(try await sync(whole, "other") == 0)
        let before = try await Self.vectors(data, "tiny")
        var atLeast = -1
        // Ended as soon as there is a second store, then each time when it has more.
        for round in 0..<4 {
            let run = try Self.start("migrate", "c", "--model", "other", data: data)
            try await eventually("run \(round) had more than \(atLeast) vectors") {
                await Self.status(data)?.done ?? -1 > atLeast || !run.isRunning
            }
            run.signal(SIGKILL)
            _ = await run.end()
            let status = await Self.status(data)
            #expect(status?.done ?? 0 >= atLeast)
            atLeast = status?.done ?? 0
            if status?.phase == .switched { break }
            #expect(try await Self.vectors(data, "tiny") == before)
        }
        if await Self.status(data)?.phase != .switched {
            #expect(try await Self.start("migrate", "c", "--model", "other", data: data).end() == .code(0))
        }
        #expect(try await Self.vectors(data, "other") == Self.vectors(whole, "other"))
        #expect(try await Self.start("migrate", "rollback", "c", data: data).end() == .code(0))
        #expect(try await Self.vectors(data, "tiny") == before)
    }
}
