internal import LookalikeCatalogue

/// The outcome of reading one file.
enum SyncOutcome: Sendable {
    /// The bytes match the records of the file; only the metadata differ.
    case same([ImageRecord], FileSignature)
    /// The bytes match records whose own file is missing.
    case moved([ImageRecord], SyncTarget, FileSignature)
    /// New or changed, with all images of the file, or with one that says why there are none. Known records that are not among
    /// them go.
    case replaced([StorableImage], known: [ImageRecord])
    /// New or changed, with its vector, or with an error where it is broken or no image. It replaces the known record.
    case read(StorableImage, known: ImageRecord?)
    /// Missing or unreadable, so nothing is known and nothing changes.
    case skipped(SyncProblem?)
}

/// The record that an outcome belongs to.
struct SyncTarget: Sendable {
    /// The place of its root in the sync.
    let place: Int
    /// The id of its root.
    let root: Int64
    let path: String
    let id: String
    /// What its frames are called by, if it has several images; see ``FrameID``.
    let whole: String
    /// The record that it replaces; nil for a new image.
    let known: ImageRecord?

    /// The same file, in place of another record.
    func replacing(_ record: ImageRecord?) -> SyncTarget {
        SyncTarget(place: place, root: root, path: path, id: id, whole: whole, known: record)
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

extension StorableImage {
    /// An image of a file.
    init(
        _ target: SyncTarget, id: String, hash: String, _ signature: FileSignature, _ outcome: Outcome
    ) {
        self.init(
            known: target.known?.recordID, id: id, source: .file, path: target.path, root: target.root,
            name: target.name, hash: hash, bytes: Int(signature.size), signature: signature, outcome: outcome)
    }
}

extension SyncOutcome {
    /// - Parameter hash: MD5 of the file; empty where it is too large to be read.
    static func read(
        _ target: SyncTarget, hash: String, _ signature: FileSignature, _ outcome: StorableImage.Outcome
    ) -> SyncOutcome {
        .read(StorableImage(target, id: target.id, hash: hash, signature, outcome), known: target.known)
    }
}
