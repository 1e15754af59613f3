internal import Foundation
public import LookalikeCatalogue
public import LookalikeJSON
internal import LookalikeVectorFormats
internal import LookalikeVectors

/// The description of a collection in an export, in a file beside the list of images: enough to make the collection
/// again.
public struct ExportedCollection: Sendable, Codable {
    /// A category in the export.
    public struct Category: Sendable, Codable {
        /// Its id in the collection that was exported.
        public var id: Int64
        /// Unique in the collection.
        public var name: String
    }

    /// Of the collection that was exported; an import may choose another one.
    public var name: String
    /// The model's name; nil if clients sent vectors of their own.
    public var model: String?
    /// The identity of the model that made the vectors, as ``/LookalikeEmbedding/ModelIdentity`` writes it.
    public var modelIdentity: String?
    /// The dimension and the number of vectors, which reveal a list that doesn't belong to a file.
    public var dimension: Int
    /// Number of vectors.
    public var count: Int
    /// A raw value of ``/LookalikeVectors/Metric``.
    public var metric: String
    /// A raw value of ``/LookalikeVectors/IndexKind``.
    public var indexKind: String
    /// As in ``/LookalikeCatalogue/CollectionRecord/indexParameters``.
    public var indexParameters: [String: JSONValue]
    /// A raw value of ``/LookalikeCatalogue/ImagePreparation``.
    public var preparation: String
    /// As in ``/LookalikeCatalogue/CollectionRecord/settings``.
    public var settings: [String: JSONValue]
    /// As in ``/LookalikeCatalogue/CollectionRecord/frames``; nil for the standard.
    public var frames: FrameOptions?
    /// By ascending id, including empty ones.
    public var categories: [Category]
    /// The folder that it was synced with; nil if it has none.
    public var directory: String?

    enum CodingKeys: String, CodingKey {
        case name, model, dimension, count, metric, preparation, settings, categories, directory, frames
        case modelIdentity = "model_identity"
        case indexKind = "index_kind"
        case indexParameters = "index_parameters"
    }

    /// - Parameter count: number of vectors in the export, which may be fewer than the collection has images.
    public init(_ record: CollectionRecord, categories: [CategoryRecord], count: Int) {
        name = record.name
        model = record.model
        modelIdentity = record.modelIdentity
        dimension = record.dimension
        self.count = count
        metric = record.metric
        indexKind = record.indexKind
        indexParameters = record.indexParameters
        preparation = record.preparation.rawValue
        settings = record.settings
        frames = record.frames == FrameOptions() ? nil : record.frames
        directory = record.directory
        self.categories = categories.map { Category(id: $0.id, name: $0.name) }
    }

    /// Its path beside a list `X.json`: `X.collection.json`.
    public static func path(besideList path: String) -> String {
        (path.hasSuffix(".json") ? String(path.dropLast(5)) : path) + ".collection.json"
    }

    /// Reads the file beside a list; nil if there is none.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if it can't be read.
    public static func read(besideList path: String) throws(EngineError) -> ExportedCollection? {
        let path = Self.path(besideList: path)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return try JSONDecoder().decode(ExportedCollection.self, from: data)
        } catch {
            throw .storageDamaged("\(path) is not what 'lookalike export' writes beside a list")
        }
    }

    /// Options to create the same collection.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if it names features that this version lacks.
    public func options() throws(EngineError) -> CollectionOptions {
        guard let metric = Metric(rawValue: metric), let kind = IndexKind(rawValue: indexKind),
            let preparation = ImagePreparation(rawValue: preparation)
        else {
            throw .storageDamaged(
                "the export of '\(name)' has the metric '\(metric)', the index '\(indexKind)' and the preparation '\(preparation)', not all of which this version has"
            )
        }
        var options = CollectionOptions(
            model: model.map { .named($0) } ?? .none, dimension: dimension, metric: metric)
        options.modelIdentity = model == nil ? nil : modelIdentity
        options.indexKind = kind
        options.indexParameters = indexParameters
        options.preparation = preparation
        options.settings = settings
        options.frames = frames ?? FrameOptions()
        options.directory = directory
        return options
    }
}
