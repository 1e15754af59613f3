internal import Catalogue
internal import Pictures

/// What reading one file led to.
enum SyncOutcome: Sendable {
    /// The bytes are those of the record; only the metadata differ.
    case same(ImageRecord, FileSignature)
    /// The bytes of a record whose own file is gone.
    case moved(ImageRecord, SyncTarget, FileSignature)
    case embedded(SyncTarget, SyncContent, SyncEmbedding)
    /// Not a picture, or a broken one.
    case broken(SyncTarget, SyncContent, sentence: String)
    /// Gone or unreadable: not known to be anything, so nothing changes.
    case skipped(SyncProblem?)
}

/// Which record an outcome belongs to.
struct SyncTarget: Sendable {
    let path: String
    let key: String
    /// The record that it replaces; nil for a new picture.
    let known: ImageRecord?

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

struct SyncContent: Sendable {
    let hash: String
    let signature: FileSignature
}

/// An embedding with what was learnt about the picture on the way.
struct SyncEmbedding: Sendable {
    let vector: [Float]
    let mediaType: String
    let width: Int
    let height: Int
    /// What is odd about the picture all the same; see ``/Catalogue/ImageRecord/mark``.
    var mark: String?
}

extension SyncEmbedding {
    init(_ result: Embedder.Result) {
        self.init(
            vector: result.vector, mediaType: result.info.format.mediaType, width: result.info.width,
            height: result.info.height, mark: result.mark)
    }
}
