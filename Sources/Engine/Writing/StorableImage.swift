internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON

/// An image ready to be stored: the fields of its record, and its vector or its error.
struct StorableImage: Sendable {
    /// The record of a file that it replaces. An image from a client replaces the record with the same id.
    var known: Int64?
    var id: String
    var source: ImageRecord.Source
    var path: String?
    /// The id of a file's root.
    var root: Int64?
    /// Which part of its file it is.
    var frame: ImageFrame?
    var name: String
    var hash: String
    var bytes: Int
    var signature: FileSignature?
    /// Nil keeps those of the record.
    var attributes: [String: JSONValue]?
    var category: CategoryChoice = .unchanged
    var copies: CopyRule = .store
    /// Nil keeps the record's.
    var externalID: Int64?
    var code: String?
    /// The bytes of an upload.
    var content: [UInt8]?
    /// When it was first stored elsewhere, and last changed there; nil is now.
    var createdAt: Date?
    var updatedAt: Date?
    var outcome: Outcome

    enum Outcome: Sendable {
        case ready(ImageEmbedding)
        case failed(String)
    }

    /// Stores what is known of its bytes, if it was learnt just now.
    var fingerprintChange: ImageChange? {
        guard case .ready(let embedding) = outcome, let fingerprint = embedding.fingerprint, !hash.isEmpty
        else { return nil }
        return .fingerprint(FingerprintRecord(fingerprint, of: hash))
    }

    var vector: [Float]? {
        if case .ready(let embedding) = outcome { embedding.vector } else { nil }
    }
}

/// An image that was stored, and whether it replaced another.
struct StoredRecord: Sendable {
    var record: ImageRecord
    let replaces: Bool
    /// Whether an existing image was returned and nothing was stored.
    var isCopy = false
}

extension ImageRecord {
    /// - Parameter old: provides fields that the image doesn't set.
    init(_ image: StorableImage, in collection: Int64, replacing old: ImageRecord?, recordID: Int64) {
        let now = Date.storable
        self.init(
            recordID: recordID, collection: collection, id: image.id, source: image.source,
            path: image.path, root: image.root,
            frame: image.frame, name: image.name, mediaType: "application/octet-stream", width: 0, height: 0,
            bytes: image.bytes,
            contentHash: image.hash, attributes: image.attributes ?? old?.attributes ?? [:],
            category: old?.category, externalID: image.externalID ?? old?.externalID,
            code: image.code ?? old?.code, state: .failed,
            signature: image.signature, createdAt: old?.createdAt ?? image.createdAt ?? now,
            updatedAt: image.updatedAt ?? now)
        switch image.outcome {
        case .ready(let embedding):
            state = .ready
            (mediaType, width, height) = (embedding.mediaType, embedding.width, embedding.height)
            mark = embedding.mark
        case .failed(let sentence): error = sentence
        }
    }
}

extension Date {
    /// The present time as the catalogue returns it: rounded to its precision.
    static var storable: Date { Date(timeIntervalSince1970: Date().timeIntervalSince1970) }
}
