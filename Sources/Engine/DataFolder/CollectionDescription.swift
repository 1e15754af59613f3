internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON

/// `collection.json`, beside a collection's vectors: a copy of what the catalogue says about the collection, in case
/// the catalogue is lost or replaced by an older one.
struct CollectionDescription: Codable, Equatable {
    var name: String
    var model: String?
    var modelIdentity: String?
    var dimension: Int
    var metric: String
    var index: String
    var indexParameters: [String: JSONValue]
    var preparation: String
    var settings: [String: JSONValue]
    var directory: String?
    /// The paths of all its roots; nil in a file of an earlier version.
    var roots: [String]?
    var createdAt: Double
    /// Which files it takes several images of; nil for the standard.
    var frames: FrameOptions?
    /// Which vector store is in use; nil for the one that the collection was made with.
    var store: Int?

    enum CodingKeys: String, CodingKey {
        case name, model, dimension, metric, index, preparation, settings, directory, roots, store, frames
        case modelIdentity = "model_identity"
        case indexParameters = "index_parameters"
        case createdAt = "created_at"
    }

    init(_ record: CollectionRecord) {
        name = record.name
        model = record.model
        modelIdentity = record.modelIdentity
        dimension = record.dimension
        metric = record.metric
        index = record.indexKind
        indexParameters = record.indexParameters
        preparation = record.preparation.rawValue
        settings = record.settings
        directory = record.directory
        roots = record.roots.map(\.path)
        createdAt = record.createdAt.timeIntervalSince1970
        frames = record.frames == FrameOptions() ? nil : record.frames
        store = record.storeNumber == 0 ? nil : record.storeNumber
    }

    /// The folder of the vectors in use, of a collection that only its folder is known of.
    static func vectors(in folder: String) -> String {
        DataDirectory.vectors(in: folder, store: read(in: folder)?.store ?? 0)
    }

    private static func path(in folder: String) -> String { "\(folder)/collection.json" }

    /// - Returns: nil if there is none or it is unreadable.
    static func read(in folder: String) -> CollectionDescription? {
        // Without it a collection can still be adopted, under a given name.
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path(in: folder))) else { return nil }
        return try? JSONDecoder().decode(CollectionDescription.self, from: bytes)
    }

    /// Writes it if it differs from the present file.
    func write(in folder: String) throws(EngineError) {
        if Self.read(in: folder) == self { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try DurableFile.replace(Self.path(in: folder), with: Array(try encoder.encode(self)))
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        } catch {
            throw .dataFolderUnusable(path: folder, detail: "\(error)")
        }
    }
}
