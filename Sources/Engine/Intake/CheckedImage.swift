internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeWorkThreads

/// An incoming image with a valid id, whose bytes are there or whose vector fits.
struct CheckedImage: Sendable {
    enum Content: Sendable {
        case bytes([UInt8], hash: String)
        case vector([Float])
    }

    let id: String
    var image: IncomingImage
    let content: Content
    /// The image with the same bytes, if it is the answer and nothing is to be stored.
    var copy: ImageRecord?

    /// MD5 of the bytes, in hexadecimal digits; nil where there are none.
    var hash: String? {
        if case .bytes(_, let hash) = content { hash } else { nil }
    }
}

/// An image with its vector, ready to be stored.
enum EmbeddedImage: Sendable {
    /// See ``CheckedImage/copy``.
    case copy(of: ImageRecord)
    case ready(StorableImage, [PictureWarning], DuplicateRule)

    var storable: StorableImage? {
        if case .ready(let storable, _, _) = self { storable } else { nil }
    }
}

extension CheckedImage {
    /// Reads the bytes, if they are not there yet.
    ///
    /// - Parameters:
    ///   - dimension: of the collection's vectors.
    ///   - position: among several images.
    /// - Throws: ``EngineError/invalidImageID(_:)``, ``EngineError/invalidVector(_:)``, and what reading throws.
    init(_ image: IncomingImage, dimension: Int, position: Int? = nil) async throws {
        self.image = image
        id = try Engine.validID(image.id)
        switch image.content {
        case .bytes(let bytes):
            content = .bytes(bytes, hash: await Blocking.run { contentHash(bytes) })
        case .reading(let read):
            content = try await Blocking.run {
                let bytes = try read()
                return .bytes(bytes, hash: contentHash(bytes))
            }
        case .vector(let vector):
            try Engine.check(vector, dimension, of: position)
            content = .vector(vector)
        }
    }
}

extension StorableImage {
    /// A client's image.
    init(_ checked: CheckedImage, source: ImageRecord.Source, hash: String, _ embedding: ImageEmbedding) {
        let image = checked.image
        self.init(
            id: checked.id, source: source, name: image.name ?? checked.id, hash: hash, bytes: 0,
            attributes: image.attributes, category: image.category, copies: image.copies,
            externalID: image.externalID, code: image.code?.lowercased(), outcome: .ready(embedding))
    }
}
