internal import Foundation
public import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeVectorFormats

/// An image in an export's list: everything in its record. The bytes of an upload are in ``ExportedUploads``.
public struct ExportedImage: Sendable, Encodable {
    var id: String
    var path: String?
    var filename: String
    var attributes: [String: JSONValue]
    var number: Int64?
    var code: String?
    /// Its category's name.
    var category: String?
    var mediaType: String?
    var width: Int?
    var height: Int?
    var bytes: Int?
    /// What is missing of the image.
    var mark: String?
    /// The original length of its vector, if the file has it normalised.
    var norm: Double?
    /// Where its bytes are: `file` or `upload`; nil if it is a vector only.
    var source: String?
    /// MD5 of its bytes, in hexadecimal.
    var contentHash: String?
    /// A file's metadata when it was read: size, modified, changed, inode, as in a ``/LookalikeCatalogue/FileSignature``.
    var file: [Int64]?
    /// Which part of its file it is: its kind, its position, the extent of the file and the hash of it.
    var frame: [JSONValue]?
    /// Seconds since 1970.
    var createdAt: Double?
    var updatedAt: Double?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, path, filename, attributes, number, code, category, width, height, bytes, mark, norm
        case source, file, frame
        case mediaType = "media_type"
        case contentHash = "content_hash"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    private static let names = Set(CodingKeys.allCases.map(\.rawValue))

    /// - Parameters:
    ///   - category: its category's name; nil if it has none.
    ///   - norm: the original length of its vector; nil if the file has the vector unchanged.
    public init(_ image: ImageRecord, category: String?, norm: Double?) {
        id = image.id
        path = image.path
        filename = image.name
        attributes = image.attributes
        number = image.externalID
        code = image.code
        self.category = category
        mediaType = image.mediaType
        width = image.width == 0 ? nil : image.width
        height = image.height == 0 ? nil : image.height
        bytes = image.bytes == 0 ? nil : image.bytes
        mark = image.mark
        self.norm = norm
        source = image.source == .vector ? nil : image.source.rawValue
        contentHash = image.contentHash.isEmpty ? nil : image.contentHash
        file = image.signature.map {
            [$0.size, $0.modified, $0.changed, Int64(bitPattern: $0.inode)]
        }
        frame = image.frame.map {
            [
                .string($0.kind.rawValue), .double($0.position), $0.extent.map { .double($0) } ?? .null,
                .string($0.fileHash),
            ]
        }
        createdAt = image.createdAt.timeIntervalSince1970
        updatedAt = image.updatedAt.timeIntervalSince1970
    }

    /// The hash of the bytes of an upload; nil if it is none.
    public var upload: String? { source == ImageRecord.Source.upload.rawValue ? contentHash : nil }

    /// - Returns: nil if the row is not from an export.
    init?(_ row: VectorMetadata.Row) {
        guard let id = row.id, let attributes = row.attributes["attributes"]?.objectValue,
            row.vector == .unstated, row.attributes.keys.allSatisfy(Self.names.contains)
        else { return nil }
        self.id = id
        path = row.path
        filename = row.filename ?? ""
        self.attributes = attributes
        number = row.attributes["number"]?.intValue.map(Int64.init)
        code = row.attributes["code"]?.stringValue
        category = row.attributes["category"]?.stringValue
        mediaType = row.attributes["media_type"]?.stringValue
        width = row.attributes["width"]?.intValue
        height = row.attributes["height"]?.intValue
        bytes = row.attributes["bytes"]?.intValue
        mark = row.attributes["mark"]?.stringValue
        norm = row.attributes["norm"]?.doubleValue
        source = row.attributes["source"]?.stringValue
        contentHash = row.attributes["content_hash"]?.stringValue
        file = row.attributes["file"]?.arrayValue?.compactMap { $0.intValue.map(Int64.init) }
        frame = row.attributes["frame"]?.arrayValue
        createdAt = row.attributes["created_at"]?.doubleValue
        updatedAt = row.attributes["updated_at"]?.doubleValue
    }

    private var signature: FileSignature? {
        guard let file, file.count == 4 else { return nil }
        return FileSignature(
            size: file[0], modified: file[1], changed: file[2], inode: UInt64(bitPattern: file[3]))
    }

    private var imageFrame: ImageFrame? {
        guard let frame, frame.count == 4,
            let kind = frame[0].stringValue.flatMap(ImageFrame.Kind.init(rawValue:)),
            let position = frame[1].doubleValue, ImageFrame.range.contains(position),
            let hash = frame[3].stringValue
        else { return nil }
        let extent = frame[2].doubleValue.flatMap { ImageFrame.range.contains($0) ? $0 : nil }
        return ImageFrame(kind: kind, position: position, extent: extent, fileHash: hash)
    }

    /// - Parameter origins: where the bytes of images are.
    func image(_ vector: [Float], _ origins: ImageOrigins) throws(EngineError) -> IncomingImage {
        var image = IncomingImage(
            id: id, vector: norm.map { norm in vector.map { Float(Double($0) * norm) } } ?? vector,
            name: filename, attributes: attributes)
        (image.facts.path, image.facts.mediaType, image.facts.bytes) = (path, mediaType, bytes ?? 0)
        (image.facts.width, image.facts.height) = (width ?? 0, height ?? 0)
        (image.externalID, image.code, image.facts.mark) = (number, code, mark)
        image.category = CategoryChoice(name: category)
        (image.facts.createdAt, image.facts.updatedAt) = (
            createdAt.map(Date.init(timeIntervalSince1970:)), updatedAt.map(Date.init(timeIntervalSince1970:))
        )
        if let upload { image.facts.content = try origins.uploads?.bytes(upload) }
        if origins.hasFolder, source == ImageRecord.Source.file.rawValue, let contentHash, let path {
            guard RelativePath.staysBelow(path) else { throw .invalidPath(path) }

            image.facts.file = ImageFacts.File(
                contentHash: contentHash, signature: signature, frame: imageFrame)
        }
        return image
    }
}
