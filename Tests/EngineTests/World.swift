import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeVectors
import TestSupport

/// An engine over a data folder, a collection, and a folder of pictures to sync it with.
final class World: Sendable {
    let data: TemporaryFolder
    let pictures: TemporaryFolder
    let engine: Engine
    let collection: OpenCollection

    /// - Parameters:
    ///   - gate: stands before a network in Swift, in place of the real one.
    ///   - data: where everything is kept; nil makes a folder.
    init(
        gate: Gate? = nil, data: TemporaryFolder? = nil,
        adjust: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws {
        let data = try data ?? TemporaryFolder()
        self.data = data
        pictures = try TemporaryFolder()
        if let gate {
            engine = try await gate.engine(data.path, adjust: adjust)
        } else {
            engine = try await TestEngine.make(data.path, adjust: adjust)
        }
        collection = try await engine.createCollection(named: "products")
    }

    /// Writes a picture that the seed chooses.
    @discardableResult
    func draw(_ seed: UInt64, _ name: String) throws -> String {
        try pictures.write(TestPicture.jpeg(seed: seed), to: name)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(pictures.path)/\(name)")
    }

    func rename(_ old: String, _ new: String) throws {
        let target = "\(pictures.path)/\(new)"
        try FileManager.default.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        guard Foundation.rename("\(pictures.path)/\(old)", target) == 0 else { throw POSIXError(.EIO) }
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(pictures.path)/\(name)", withDestinationPath: target)
    }

    @discardableResult
    func sync(_ options: SyncOptions = SyncOptions()) async throws -> SyncReport {
        try await engine.sync(collection, directory: pictures.path, options: options)
    }

    func images() async throws -> [ImageRecord] {
        try await engine.images(in: collection, after: 0, limit: 100_000)
    }

    /// The name in the folder of each id.
    func paths() async throws -> [String: String] {
        await Dictionary(uniqueKeysWithValues: try images().map { ($0.id, $0.path ?? "an upload") })
    }

    func recordID(_ id: String) async throws -> Int64 {
        try await engine.image(id, in: collection).recordID
    }

    /// What searches compare with for a picture; nil for one that they don't see.
    func vector(_ id: String) async throws -> [Float]? {
        try await collection.view.vector(of: try await recordID(id))
    }

    /// The id and score of the image most like one drawn with a seed.
    func best(_ seed: UInt64) async throws -> (id: String, score: Float)? {
        let answer = try await engine.search(
            collection, for: .image(TestPicture.jpeg(seed: seed)), options: SearchOptions(topK: 1))
        return answer.matches.first.map { ($0.image.id, $0.score) }
    }

    /// Whether a picture drawn with a seed is found, and under which id.
    func finds(_ seed: UInt64, _ id: String) async throws -> Bool {
        guard let best = try await best(seed) else { return false }
        return best.id == id && best.score > 0.9999
    }
}

extension SyncReport {
    /// The counts, without those of the moment.
    var counts: [String: Int] {
        [
            "total": total, "unchanged": unchanged, "added": added, "changed": changed, "renamed": renamed,
            "removed": removed, "failed": failed, "known_broken": knownBroken, "indexed": indexed,
        ].filter { $0.value != 0 }
    }
}
