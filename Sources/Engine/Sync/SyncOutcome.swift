internal import Catalogue
internal import Pictures

/// The outcome of reading one file.
enum SyncOutcome: Sendable {
    /// The bytes match the record; only the metadata differ.
    case same(ImageRecord, FileSignature)
    /// The bytes match a record whose own file is missing.
    case moved(ImageRecord, SyncTarget, FileSignature)
    case embedded(SyncTarget, SyncContent, SyncEmbedding)
    /// Not an image, or a broken one.
    case broken(SyncTarget, SyncContent, sentence: String)
    /// Missing or unreadable, so nothing is known and nothing changes.
    case skipped(SyncProblem?)
}

/// The record that an outcome belongs to.
struct SyncTarget: Sendable {
    let path: String
    let key: String
    /// The record that it replaces; nil for a new image.
    let known: ImageRecord?

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

struct SyncContent: Sendable {
    let hash: String
    let signature: FileSignature
}

/// An embedding, with facts about the image.
struct SyncEmbedding: Sendable {
    let vector: [Float]
    let mediaType: String
    let width: Int
    let height: Int
    /// A remark about the image; see ``/Catalogue/ImageRecord/mark``.
    var mark: String?
}

extension SyncEmbedding {
    init(_ result: Embedder.Result) {
        self.init(
            vector: result.vector, mediaType: result.info.format.mediaType, width: result.info.width,
            height: result.info.height, mark: result.mark)
    }
}
