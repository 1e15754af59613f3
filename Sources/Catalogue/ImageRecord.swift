public import Foundation
public import LookalikeJSON

/// An image of a collection, indexed or recorded as broken.
public struct ImageRecord: Sendable, Equatable {
    /// Ready to be found, or broken; a broken image is not retried until its file changes.
    public enum State: String, Sendable {
        /// `failed` is a broken image.
        case ready, failed
    }

    /// Where its bytes are.
    public enum Source: String, Sendable {
        /// A file below a root of the collection, kept up to date by syncs.
        case file
        /// Bytes sent by a client, stored in the data folder under their hash.
        case upload
        /// A vector sent by a client; there are no bytes.
        case vector
    }

    /// The record id: never changes and is never reused.
    public var recordID: Int64
    /// The record id of its collection.
    public var collection: Int64
    /// The id that clients use, unique in its collection.
    public var id: String
    /// Where its bytes are.
    public var source: Source
    /// A number by which another system knows it, unique in its collection.
    public var externalID: Int64?
    /// A UUID by which another system knows it, in lower case, unique in its collection.
    public var code: String?
    /// For a file, relative to its root; for a vector, a path at the client.
    public var path: String?
    /// For a file, the id of the root that it is below.
    public var root: Int64?
    /// Which part of its file it is; nil for an image that is its whole file.
    public var frame: ImageFrame?
    /// The file's name, or the one that the client gave.
    public var name: String
    /// The MIME type that its bytes say, such as `image/jpeg`.
    public var mediaType: String
    /// Pixels, after orientation; 0 for a broken image, or if the client that sent a vector did not say.
    public var width: Int
    /// Pixels, as ``width``.
    public var height: Int
    /// The size of the encoded image; 0 if the bytes were never seen. Of a frame, its share of the file's.
    public var bytes: Int
    /// MD5 in hexadecimal: detects changes and names uploads; not a security measure. Empty if the bytes were never
    /// seen. Of a frame, it is made of the file's and of the place in it.
    public var contentHash: String
    /// What a client stored with it; filters compare these.
    public var attributes: [String: JSONValue]
    /// The id of its category in the collection.
    public var category: Int64?
    /// Whether it can be found.
    public var state: State
    /// Why a broken image could not be read, for people; nil for a ready one.
    public var error: String?
    /// A remark about an image that is kept despite a problem, such as a missing part.
    public var mark: String?
    /// The file's metadata when it was read.
    public var signature: FileSignature?
    /// The reference of its vector in the collection's vector store; nil for a broken image.
    public var vector: Int64?
    /// When the image was first stored.
    public var createdAt: Date
    /// When the image or what is stored with it last changed.
    public var updatedAt: Date

    /// A record with record id 0 is one that the catalogue does not have yet.
    public init(
        recordID: Int64 = 0, collection: Int64, id: String, source: Source, path: String?,
        root: Int64? = nil, frame: ImageFrame? = nil, name: String,
        mediaType: String, width: Int, height: Int, bytes: Int, contentHash: String,
        attributes: [String: JSONValue] = [:], category: Int64? = nil, externalID: Int64? = nil,
        code: String? = nil, state: State, error: String? = nil, mark: String? = nil,
        signature: FileSignature? = nil, vector: Int64? = nil, createdAt: Date, updatedAt: Date
    ) {
        self.recordID = recordID
        self.collection = collection
        self.id = id
        self.source = source
        self.path = path
        self.root = root
        self.frame = frame
        self.name = name
        self.mediaType = mediaType
        self.width = width
        self.height = height
        self.bytes = bytes
        self.contentHash = contentHash
        self.attributes = attributes
        self.category = category
        self.externalID = externalID
        self.code = code
        self.state = state
        self.error = error
        self.mark = mark
        self.signature = signature
        self.vector = vector
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// The metadata by which an unchanged file is recognised without reading it. Programs can't set the change time, so a
/// file rewritten with its old size and modification time is noticed too.
public struct FileSignature: Sendable, Equatable, Hashable {
    /// Bytes.
    public var size: Int64
    /// Nanoseconds since 1970; times outside 1677 to 2262 wrap around.
    public var modified: Int64
    /// The time of the last change of the file or of its metadata: nanoseconds since 1970.
    public var changed: Int64
    /// The file's number in its file system.
    public var inode: UInt64

    /// A signature from what `stat` gives.
    public init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }
}

/// The part of an ``ImageRecord`` that a sync compares with the folder. Small, because there is one per file.
public struct FileRecord: Sendable, Equatable {
    /// The record id.
    public var recordID: Int64
    /// Below its root.
    public var path: String
    /// The file's metadata when it was read; nil if it was not recorded.
    public var signature: FileSignature?
    /// Whether the file could be read when it was last tried.
    public var state: ImageRecord.State

    /// A record of a file.
    public init(recordID: Int64, path: String, signature: FileSignature?, state: ImageRecord.State) {
        self.recordID = recordID
        self.path = path
        self.signature = signature
        self.state = state
    }
}

/// An image's vector and category: what else changes when the image does.
public struct ImagePlacement: Sendable, Equatable {
    /// The record id.
    public var recordID: Int64
    /// Where its bytes are.
    public var source: ImageRecord.Source
    /// The id of its category; nil if it has none.
    public var category: Int64?
    /// Nil for a broken image.
    public var vector: Int64?

    /// What the catalogue now has for the image.
    public init(recordID: Int64, source: ImageRecord.Source, category: Int64?, vector: Int64?) {
        self.recordID = recordID
        self.source = source
        self.category = category
        self.vector = vector
    }
}

/// The vector of an image, by reference.
public struct VectorRecord: Sendable, Equatable {
    /// The image's record id.
    public var recordID: Int64
    /// From the vector store.
    public var reference: Int64

    /// The image's record id and the reference of its vector.
    public init(recordID: Int64, reference: Int64) {
        self.recordID = recordID
        self.reference = reference
    }
}

/// The number of a collection's images.
public struct ImageCounts: Sendable, Equatable {
    /// Images that can be found.
    public var ready = 0
    /// Broken images.
    public var failed = 0
    /// Bytes of the encoded images.
    public var bytes = 0

    /// By default, the counts of an empty collection.
    public init(ready: Int = 0, failed: Int = 0, bytes: Int = 0) {
        self.ready = ready
        self.failed = failed
        self.bytes = bytes
    }
}
