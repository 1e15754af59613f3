public import Foundation
public import JSON

/// A picture of a collection, indexed or remembered as broken.
public struct ImageRecord: Sendable, Equatable {
    /// Ready to be found, or broken with its error, not tried again until its file changes.
    public enum State: String, Sendable {
        case ready, failed
    }

    /// Where its bytes are.
    public enum Source: String, Sendable {
        /// A file under the collection's folder, followed by sync.
        case file
        /// Bytes sent by a client, kept in the data folder under their hash.
        case upload
        /// A vector sent by a client; there are no bytes.
        case vector
    }

    /// Stable for the picture's life and never used again.
    public var id: Int64
    public var collection: Int64
    /// The name that clients use, unique in its collection.
    public var key: String
    public var source: Source
    /// A number by which another system knows it, unique in its collection.
    public var externalID: Int64?
    /// A UUID by which another system knows it, in lower case, unique in its collection.
    public var code: String?
    /// Of a file, relative to the collection's folder; of a vector, what the client said, a path elsewhere.
    public var path: String?
    /// The file's name, or the one that the client gave.
    public var name: String
    public var mediaType: String
    /// Pixels, after orientation; 0 for a broken picture, and where a client that sent a vector didn't say.
    public var width: Int
    public var height: Int
    public var bytes: Int
    /// MD5 in hexadecimal: tells changed from unchanged and names uploads, protects nothing. Empty where the bytes
    /// were never seen.
    public var contentHash: String
    public var attributes: [String: JSONValue]
    /// The id of its category in the collection.
    public var category: Int64?
    public var state: State
    public var error: String?
    /// A sentence about what is odd about a picture that is kept all the same, such as that a part of it is missing.
    public var mark: String?
    /// What the file's metadata were when it was read.
    public var signature: FileSignature?
    /// Its vector, by the reference that the collection's vector store gave; nil for a broken picture.
    public var vector: Int64?
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: Int64 = 0, collection: Int64, key: String, source: Source, path: String?, name: String,
        mediaType: String, width: Int, height: Int, bytes: Int, contentHash: String,
        attributes: [String: JSONValue] = [:], category: Int64? = nil, externalID: Int64? = nil,
        code: String? = nil, state: State, error: String? = nil, mark: String? = nil,
        signature: FileSignature? = nil, vector: Int64? = nil, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.collection = collection
        self.key = key
        self.source = source
        self.path = path
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

/// The metadata by which a file that did not change is recognised without reading it. The change time can't be set
/// by a program, so a file rewritten with its old size and modification time is seen too.
public struct FileSignature: Sendable, Equatable, Hashable {
    public var size: Int64
    /// Nanoseconds since 1970; times outside 1677 to 2262 wrap around.
    public var modified: Int64
    public var changed: Int64
    public var inode: UInt64

    public init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }
}

/// The part of an ``ImageRecord`` that a sync compares with the folder, small since there is one for each file.
public struct FileRecord: Sendable, Equatable {
    public var id: Int64
    public var path: String
    public var signature: FileSignature?
    public var state: ImageRecord.State

    public init(id: Int64, path: String, signature: FileSignature?, state: ImageRecord.State) {
        self.id = id
        self.path = path
        self.signature = signature
        self.state = state
    }
}

/// Which vector a picture has and which prototype it is part of: what a change of the picture changes beside it.
public struct ImagePlacement: Sendable, Equatable {
    public var id: Int64
    public var source: ImageRecord.Source
    public var category: Int64?
    /// Nil for a broken picture.
    public var vector: Int64?

    public init(id: Int64, source: ImageRecord.Source, category: Int64?, vector: Int64?) {
        self.id = id
        self.source = source
        self.category = category
        self.vector = vector
    }
}

/// Which vector belongs to which picture.
public struct VectorRecord: Sendable, Equatable {
    public var id: Int64
    /// As the vector store gave it.
    public var reference: Int64

    public init(id: Int64, reference: Int64) {
        self.id = id
        self.reference = reference
    }
}

/// How many pictures a collection has.
public struct ImageCounts: Sendable, Equatable {
    public var ready = 0
    public var failed = 0
    /// Bytes of the encoded pictures.
    public var bytes = 0

    public init(ready: Int = 0, failed: Int = 0, bytes: Int = 0) {
        self.ready = ready
        self.failed = failed
        self.bytes = bytes
    }
}
