import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport

/// Writes into a data folder until it is killed, and says on standard output what is durable: for the tests of what a
/// crash leaves.
@main
struct EngineWriter {
    static func main() async throws {
        guard CommandLine.arguments.count == 3 else { fatalError("usage: EngineWriter MODE DATA") }
        let engine = try await TestEngine.make(CommandLine.arguments[2])
        switch CommandLine.arguments[1] {
        case "vectors": try await writeVectors(engine)
        case "uploads": try await writeUploads(engine)
        case "batch": try await acceptBatch(engine)
        default: fatalError("no such mode")
        }
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    /// Clients that add, replace and delete side by side.
    private static func writeVectors(_ engine: Engine) async throws {
        let options = CollectionOptions(model: .none, dimension: 8)
        let collection = try await engine.collection(named: "c", creatingWith: options)
        try await clients { client, round in
            let id = "\(client)-\(round)"
            var image = IncomingImage(
                id: id, vector: vector(client, round), attributes: ["client": .int(client)])
            image.category = .named("category \(client % 3)")
            _ = try await engine.put(image, in: collection)
            say("stored \(id)")
            guard round % 4 == 3 else { return }
            say("deleting \(client)-\(round - 1)")
            try await engine.deleteImage("\(client)-\(round - 1)", in: collection)
            say("deleted \(client)-\(round - 1)")
        }
    }

    private static func writeUploads(_ engine: Engine) async throws {
        let collection = try await engine.collection(named: "c", creatingWith: nil)
        try await clients { client, round in
            let picture = try TestPicture.jpeg(seed: UInt64(client * 10_000 + round))
            _ = try await engine.put(picture, as: "\(client)-\(round)", in: collection)
            say("stored \(client)-\(round)")
        }
    }

    private static func acceptBatch(_ engine: Engine) async throws {
        let collection = try await engine.collection(named: "c", creatingWith: nil)
        let batch = try await engine.newBatch(in: collection)
        for number in 0..<300 {
            let picture = try TestPicture.jpeg(seed: UInt64(number))
            try await batch.add(IncomingImage(id: "\(number)", bytes: number % 50 == 7 ? [1, 2] : picture))
        }
        let job = try await batch.start()
        say("accepted \(job.id)")
        for await job in try await engine.jobs.watch(job.id) where job.progress.done > 0 {
            say("done \(job.progress.done)")
        }
    }

    private static func clients(
        _ body: @escaping @Sendable (_ client: Int, _ round: Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<32 {
                group.addTask { for round in 0..<100_000 { try await body(client, round) } }
            }
            try await group.waitForAll()
        }
    }

    static func vector(_ client: Int, _ round: Int) -> [Float] {
        (0..<8).map { Float((client * 31 + round * 17 + $0 * $0 * 7) % 101) - 50 }
    }
}
