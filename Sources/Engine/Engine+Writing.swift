public import Catalogue
internal import Embedding
internal import Foundation
public import JSON
public import Pictures
internal import Vectors
internal import WorkThreads

/// Further properties of an image that a client sends.
public struct PutOptions: Sendable {
    /// Shown to people; nil is the image's id.
    public var name: String?
    /// Nil keeps those of the replaced image.
    public var attributes: [String: JSONValue]?
    public var category = CategoryChoice.unchanged
    public var copies = CopyRule.store
    /// A number or a UUID by which another system knows it, unique in the collection; nil keeps the present one.
    public var externalID: Int64?
    public var code: String?
    /// Whether a person waits for this image, or it is one of many.
    public var isInteractive = true

    public init(name: String? = nil, attributes: [String: JSONValue]? = nil) {
        self.name = name
        self.attributes = attributes
    }
}

/// An image whose vector a client sends, without its bytes.
public struct VectorImage: Sendable {
    /// Its id; nil for a new UUID.
    public var key: String?
    /// Finite numbers, as many as the collection's dimension.
    public var vector: [Float]
    public var name: String?
    /// The image's path at the client; never opened.
    public var path: String?
    public var mediaType: String?
    /// Pixels; 0 where unknown.
    public var width = 0
    public var height = 0
    /// Of the image's file; 0 where unknown.
    public var bytes = 0
    /// Nil keeps those of the replaced image.
    public var attributes: [String: JSONValue]?
    public var category = CategoryChoice.unchanged
    /// A number or a UUID by which another system knows it, unique in the collection; nil keeps the present one.
    public var externalID: Int64?
    public var code: String?
    /// What is missing of the image; see ``/Catalogue/ImageRecord/mark``.
    public var mark: String?
    /// Set if `path` is a file below the collection's folder, so that a sync recognises it.
    public var file: File?

    public struct File: Sendable {
        /// MD5, in hexadecimal digits.
        public var contentHash: String
        /// Nil where the file was not looked at.
        public var signature: FileSignature?

        public init(contentHash: String, signature: FileSignature?) {
            self.contentHash = contentHash
            self.signature = signature
        }
    }

    public init(
        key: String? = nil, vector: [Float], name: String? = nil, attributes: [String: JSONValue]? = nil
    ) {
        self.key = key
        self.vector = vector
        self.name = name
        self.attributes = attributes
    }
}

/// The result of storing an image.
public struct PutOutcome: Sendable {
    public let image: ImageRecord
    /// False if an image of that id was replaced, or if it is a copy.
    public let isNew: Bool
    /// Whether an image with the same bytes exists (`image`), so that nothing was stored.
    public var isCopy = false
    public let warnings: [PictureWarning]
}

extension Engine {
    /// Stores an image under an id; an image with that id is replaced. It is durable, and can be found, when the call
    /// returns.
    ///
    /// - Parameters:
    ///   - key: 1–500 characters, none of them a control character; not "." or "..", which no address can hold.
    ///     Nil for a new UUID.
    /// - Throws: ``PictureError``, ``EmbeddingError``, ``EngineError``; nothing is changed then.
    public func put(
        _ bytes: [UInt8], as key: String?, options: PutOptions = PutOptions(), in collection: Collection
    ) async throws -> PutOutcome {
        try checkWritable()
        let key = try Self.validKey(key)
        let record = collection.record
        let (hash, copy) = try await Blocking.scope { () async throws -> (String, ImageRecord?) in
            let hash = contentHash(bytes)
            guard options.copies == .answerExisting else { return (hash, nil) }
            return (hash, try await self.copy(of: hash, besides: key, in: collection))
        }
        if let copy {
            return PutOutcome(image: copy, isNew: false, isCopy: true, warnings: [])
        }
        let result = try await embedding(
            of: bytes, hash: hash, in: collection, priority: options.isInteractive ? .interactive : .bulk,
            isSearched: false)
        let picture = StoredPicture(
            key: key, source: .upload, name: options.name ?? key, hash: hash, bytes: bytes.count,
            attributes: options.attributes, category: options.category, externalID: options.externalID,
            code: options.code?.lowercased(), content: bytes, outcome: .ready(SyncEmbedding(result)))
        let stored = try await write([picture], copies: options.copies, model: record.model, to: collection)
        return PutOutcome(stored[0], warnings: result.warnings)
    }

    /// The oldest image with these bytes; nil if there is none, or if the key belongs to an image, which is replaced
    /// then.
    private func copy(
        of hash: String, besides key: String, in collection: Collection
    ) async throws -> ImageRecord? {
        guard try await catalogue.image(key: key, in: collection.id) == nil else { return nil }
        return try await catalogue.images(contentHash: hash, in: collection.id).first
    }

    /// As ``put(_:as:options:in:)``.
    public func put(
        _ bytes: [UInt8], as key: String, name: String?, attributes: [String: JSONValue]?,
        in collection: Collection
    ) async throws -> PutOutcome {
        try await put(
            bytes, as: key, options: PutOptions(name: name, attributes: attributes), in: collection)
    }

    /// Stores images whose vectors the client sends. An image with the same id is replaced; if several have one id,
    /// the last one counts. When the call returns, either all are durable and can be found, or none is stored.
    ///
    /// - Returns: one outcome for each, in order.
    /// - Throws: ``EngineError/invalidVector(_:)``, which names the vector and the problem,
    ///   ``EngineError/invalidImageID(_:)``, ``EngineError/unknownCategory(_:collection:)``,
    ///   ``EngineError/identifierTaken(_:collection:)``, ``EngineError/storageFull``.
    public func add(vectors: [VectorImage], in collection: Collection) async throws -> [PutOutcome] {
        try checkWritable()
        let dimension = collection.record.dimension
        let pictures = try vectors.enumerated().map { position, image in
            try Self.check(image.vector, dimension, of: vectors.count > 1 ? position : nil)
            let key = try Self.validKey(image.key)
            let embedding = SyncEmbedding(
                vector: image.vector, mediaType: image.mediaType ?? "application/octet-stream",
                width: image.width, height: image.height, mark: image.mark)
            return StoredPicture(
                key: key, source: image.file == nil ? .vector : .file, path: image.path,
                name: image.name ?? key, hash: image.file?.contentHash ?? "", bytes: image.bytes,
                signature: image.file?.signature, attributes: image.attributes, category: image.category,
                externalID: image.externalID, code: image.code?.lowercased(), outcome: .ready(embedding))
        }
        if pictures.isEmpty { return [] }
        let stored = try await write(pictures, copies: .store, model: nil, to: collection)
        return stored.map { PutOutcome($0, warnings: []) }
    }

    /// Changes an image's attributes or category.
    ///
    /// - Parameter attributes: replace all present ones; nil leaves them.
    /// - Throws: ``EngineError/unknownImage(_:collection:)``, ``EngineError/unknownCategory(_:collection:)``.
    public func label(
        _ key: String, attributes: [String: JSONValue]?, category: CategoryChoice = .unchanged,
        in collection: Collection
    ) async throws -> ImageRecord {
        try checkWritable()
        let result = try await collection.write(.label(key: key, attributes: attributes, category: category))
        guard case .images(let stored) = result, let image = stored.first?.record else {
            throw EngineError.unknownImage(key, collection: collection.name)
        }
        return image
    }

    /// Deletes an image. If it came from a file of the collection's folder, the file stays, and the next sync adds it
    /// again. Durable when the call returns.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func deleteImage(_ key: String, in collection: Collection) async throws {
        try checkWritable()
        _ = try await collection.write(.delete(key: key))
    }

    private func write(
        _ pictures: [StoredPicture], copies: CopyRule, model: String?, to collection: Collection
    ) async throws -> [StoredRecord] {
        let result = try await collection.write(.put(pictures, copies: copies, model: model))
        guard case .images(let stored) = result else { return [] }
        metrics.stored(stored.count { !$0.isCopy })
        return stored
    }

    static func validKey(_ key: String?) throws(EngineError) -> String {
        guard let key else { return UUID().uuidString.lowercased() }
        guard (1...500).contains(key.unicodeScalars.count), key != ".", key != "..",
            !key.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw .invalidImageID(key) }
        return key
    }

    /// - Parameter position: of the vector, if there are several.
    static func check(_ vector: [Float], _ dimension: Int, of position: Int? = nil) throws(EngineError) {
        let which = position.map { "number \($0 + 1) " } ?? "it "
        guard vector.count == dimension else {
            throw .invalidVector(
                "\(which)has \(vector.count) numbers, those of the collection have \(dimension)")
        }
        if let component = vector.firstIndex(where: { !$0.isFinite }) {
            throw .invalidVector("\(which)has at place \(component) a number that is not finite")
        }
    }
}

extension PutOutcome {
    fileprivate init(_ stored: StoredRecord, warnings: [PictureWarning]) {
        self.init(
            image: stored.record, isNew: !stored.replaces && !stored.isCopy, isCopy: stored.isCopy,
            warnings: warnings)
    }
}
