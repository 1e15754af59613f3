public import Foundation
public import LookalikeCatalogue
public import LookalikeJSON
public import LookalikePictures

/// An image before it is stored, with what is known of it: an upload, one of a batch or an import, or a client's vector.
public struct IncomingImage: Sendable {
    /// What the image is made from.
    public enum Content: Sendable {
        /// An encoded image.
        case bytes([UInt8])
        /// Reads an encoded image when its turn has come; called on a thread that may block.
        case reading(@Sendable () throws -> [UInt8])
        /// Made by the client: finite numbers, as many as the collection's dimension.
        case vector([Float])
    }

    /// Its id: 1–500 characters, none of them a control character; not "." or "..", which no address can hold. Nil for
    /// a new UUID.
    public var id: String?
    /// Its bytes, a function that reads them, or its vector.
    public var content: Content
    /// Shown to people; nil is the image's id.
    public var name: String?
    /// Nil keeps those of the replaced image.
    public var attributes: [String: JSONValue]?
    /// By default, a new image has no category and a replaced one keeps its own.
    public var category = CategoryChoice.unchanged
    /// By default, an image is stored even if another one has the same bytes.
    public var copies = CopyRule.store
    /// By default, nobody looks whether it is a duplicate.
    public var duplicates = DuplicateRule.ignore
    /// A number or a UUID by which another system knows it, unique in the collection; nil keeps the present one.
    public var externalID: Int64?
    /// As ``externalID``, for systems that use UUIDs; in lower case.
    public var code: String?
    /// What the client of a vector says of its image. Of encoded images, all this is found out.
    public var facts = ImageFacts()
    /// Whether a person waits for this image, or it is one of many.
    public var isInteractive = true

    /// - Parameter id: its id; nil for a new UUID.
    public init(
        id: String? = nil, _ content: Content, name: String? = nil, attributes: [String: JSONValue]? = nil
    ) {
        self.id = id
        self.content = content
        self.name = name
        self.attributes = attributes
    }

    /// An image whose bytes are at hand.
    ///
    /// - Parameter id: its id; nil for a new UUID.
    public init(
        id: String? = nil, bytes: [UInt8], name: String? = nil, attributes: [String: JSONValue]? = nil
    ) {
        self.init(id: id, .bytes(bytes), name: name, attributes: attributes)
    }

    /// - Parameter reading: see ``Content/reading(_:)``.
    public init(
        id: String?, name: String?, category: CategoryChoice = .unchanged,
        reading: @escaping @Sendable () throws -> [UInt8]
    ) {
        self.init(id: id, .reading(reading), name: name)
        self.category = category
    }

    /// An image of which only the vector is known.
    ///
    /// - Parameters:
    ///   - id: its id; nil for a new UUID.
    ///   - vector: finite numbers, as many as the collection's dimension.
    public init(
        id: String? = nil, vector: [Float], name: String? = nil, attributes: [String: JSONValue]? = nil
    ) {
        self.init(id: id, .vector(vector), name: name, attributes: attributes)
    }
}

/// What a client says of an image whose bytes it does not send.
public struct ImageFacts: Sendable {
    /// The image's path at the client; never opened.
    public var path: String?
    /// The MIME type of its file, such as `image/jpeg`; nil where unknown.
    public var mediaType: String?
    /// Pixels; 0 where unknown.
    public var width = 0
    /// Pixels, as ``width``.
    public var height = 0
    /// Of the image's file; 0 where unknown.
    public var bytes = 0
    /// What is missing of the image; see ``/LookalikeCatalogue/ImageRecord/mark``.
    public var mark: String?
    /// Set if `path` is a file below the collection's folder, so that a sync recognises it.
    public var file: File?
    /// The image's encoded bytes, to be stored like those of an upload; nil where there are none, and for a file. The vector
    /// is the client's all the same.
    public var content: [UInt8]?
    /// When the image was first stored elsewhere; nil is now.
    public var createdAt: Date?
    /// When it last changed there; nil is now.
    public var updatedAt: Date?

    /// The file as a sync would record it.
    public struct File: Sendable {
        /// MD5, in hexadecimal digits.
        public var contentHash: String
        /// Nil where the file was not looked at.
        public var signature: FileSignature?
        /// Which part of the file the image is; nil for all of it.
        public var frame: ImageFrame?

        /// - Parameter signature: the file's metadata; nil where the file was not looked at.
        public init(contentHash: String, signature: FileSignature?, frame: ImageFrame? = nil) {
            self.frame = frame
            self.contentHash = contentHash
            self.signature = signature
        }
    }

    /// Nothing is known.
    public init() {}
}

/// The category of a stored image.
public enum CategoryChoice: Sendable, Equatable {
    /// The category of the image that it replaces; none for a new image.
    case unchanged
    /// No category, whatever the replaced image had.
    case none
    /// An existing category.
    case id(Int64)
    /// Created if there is none of that name.
    case named(String)
    /// The category with the nearest prototype; if there are no prototypes yet, "Uncategorized", which is created.
    case nearest

    /// The category of a name, if there is one, else none.
    public init(name: String?) {
        self = if let name { .named(name) } else { .none }
    }
}

/// What happens to an image whose bytes the collection already has under another id.
public enum CopyRule: Sendable, Equatable {
    /// It is stored like any other.
    case store
    /// Nothing is stored; the answer is the existing image. An image with a known id is still replaced.
    case answerExisting
}

/// The result of storing an image.
public struct PutOutcome: Sendable {
    /// The stored record; of a copy, the record of the image that is there already.
    public let image: ImageRecord
    /// False if an image of that id was replaced, or if it is a copy.
    public let isNew: Bool
    /// Whether an image with the same bytes exists (`image`), so that nothing was stored.
    public var isCopy = false
    /// What was unusual about its bytes although it was stored, such as a missing part.
    public let warnings: [PictureWarning]
    /// Images that it is a duplicate of, if they were to be reported.
    public var duplicates: [IncomingDuplicate] = []
}
