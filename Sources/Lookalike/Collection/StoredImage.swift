public import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikePictures

/// An image of a collection.
public struct StoredImage: Sendable, Equatable {
    /// Unique in the collection.
    public let id: String
    /// For people.
    public let name: String
    /// The image's file: in the collection's folder, or the store's own copy. Nil where only a vector was added.
    public let file: URL?
    /// Pixels, as the image is shown; 0 where only a vector was added.
    public let width: Int
    /// Pixels, as ``width``.
    public let height: Int
    /// What was stored with the image; empty if nothing was.
    public let attributes: [String: AttributeValue]
    /// Where it is in ``file``, if that is several images; nil for others.
    public let frame: FramePlace?
}

/// An image that was found.
public struct Match: Sendable, Equatable {
    /// The image, as it was stored when the search ran.
    public let image: StoredImage
    /// Higher is more alike; see ``NewCollection/Metric`` for the range.
    public let score: Float

    /// The image's id.
    public var id: String { image.id }
}

/// What a search found.
public struct SearchResult: Sendable {
    /// By descending score; of equal ones the oldest first.
    public let matches: [Match]
    /// How many images the query was compared with.
    public let compared: Int
    /// What is odd about the query's image, and that images are left out whose vectors are damaged: a sentence each.
    public let warnings: [String]
}

/// What a collection is like.
public struct CollectionInformation: Sendable, Equatable {
    /// The collection's name.
    public let name: String
    /// Images that can be found.
    public let count: Int
    /// Nil where vectors are brought along.
    public let model: String?
    /// Numbers in a vector.
    public let dimension: Int
    /// How vectors are compared.
    public let metric: NewCollection.Metric
    /// The folder that it is synced with.
    public let folder: URL?
}

extension StoredImage {
    /// Blocks for as long as a path takes to be put together: the disk is not asked.
    init(_ image: ImageRecord, _ engine: Engine, _ collection: OpenCollection) {
        // No path is what an image without a file has, not a failure.
        let path = try? engine.contentPath(of: image, in: collection)
        self.init(
            id: image.id, name: image.name, file: path.map { URL(fileURLWithPath: $0) },
            width: image.width, height: image.height,
            attributes: image.attributes.mapValues(AttributeValue.init),
            frame: image.frame.map { FramePlace($0) })
    }
}

extension SearchResult {
    init(_ answer: SearchAnswer, _ engine: Engine, _ collection: OpenCollection) {
        matches = answer.matches.map {
            Match(image: StoredImage($0.image, engine, collection), score: $0.score)
        }
        compared = answer.compared
        warnings = answer.warnings.map(\.description) + (answer.damageWarning.map { [$0] } ?? [])
    }
}

extension CollectionInformation {
    init(_ collection: OpenCollection) {
        let record = collection.record
        self.init(
            name: record.name, count: collection.count, model: record.model, dimension: record.dimension,
            metric: collection.metric.published,
            folder: record.directory.map { URL(fileURLWithPath: $0, isDirectory: true) })
    }
}
