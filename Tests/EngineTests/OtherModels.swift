import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport

/// A folder of models beside `tiny`, for networks in Swift: `small` with half as many numbers, `large` with twice as many.
struct OtherModels: Sendable {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try add("small", dimension: 96)
        try add("large", dimension: 384)
    }

    /// - Parameter version: another one is another network under the same name.
    func add(_ name: String, dimension: Int, version: Int = 1) throws {
        let tiny = Fixtures.models + "/tiny"
        var manifest = try String(contentsOfFile: tiny + "/model.json", encoding: .utf8)
        manifest = manifest.replacingOccurrences(of: "\"tiny\"", with: "\"\(name)\"")
        manifest = manifest.replacingOccurrences(
            of: "\"dimension\": 192", with: "\"dimension\": \(dimension)")
        try folder.write(Array(manifest.utf8), to: "\(name)/model.json")
        let network = try String(contentsOfFile: tiny + "/network.xml", encoding: .utf8)
        try folder.write(Array("\(network)<!-- \(version) -->".utf8), to: "\(name)/network.xml")
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
    }
}

extension World {
    /// A world with other models, whose networks are in Swift.
    static func migrating(
        _ models: OtherModels, gate: Gate = Gate(), data: TemporaryFolder? = nil
    ) async throws -> World {
        try await World(gate: gate, data: data) { $0.modelFolders.append(models.folder.path) }
    }

    /// Stores drawn pictures as uploads, with their seeds as ids.
    func upload(_ seeds: ClosedRange<UInt64>) async throws {
        for seed in seeds {
            _ = try await engine.put(TestPicture.jpeg(seed: seed), as: "\(seed)", in: collection)
        }
    }

    /// The collection as it is now.
    func now() async throws -> OpenCollection { try await engine.collection(named: collection.name) }

    /// Whether a picture drawn with a seed is found by a picture, under an id.
    func findsNow(_ seed: UInt64, _ id: String) async throws -> Bool {
        let answer = try await engine.search(
            try await now(), for: .image(TestPicture.jpeg(seed: seed)), options: SearchOptions(topK: 1))
        guard let best = answer.matches.first else { return false }
        return best.image.id == id && best.score > 0.9999
    }

    /// The folders of vector stores that migrations made.
    func storeFolders() throws -> [String] {
        let folder = "\(data.path)/collections/\(collection.recordID)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("store-") }
            .sorted()
    }
}
