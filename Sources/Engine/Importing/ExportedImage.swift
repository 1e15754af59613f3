internal import Foundation
public import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeVectorFormats

/// An image in an export's list: everything in its record except where its bytes are.
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

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, path, filename, attributes, number, code, category, width, height, bytes, mark, norm
        case mediaType = "media_type"
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
    }

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
    }

    func image(_ vector: [Float]) -> IncomingImage {
        var image = IncomingImage(
            id: id, vector: norm.map { norm in vector.map { Float(Double($0) * norm) } } ?? vector,
            name: filename, attributes: attributes)
        (image.facts.path, image.facts.mediaType, image.facts.bytes) = (path, mediaType, bytes ?? 0)
        (image.facts.width, image.facts.height) = (width ?? 0, height ?? 0)
        (image.externalID, image.code, image.facts.mark) = (number, code, mark)
        image.category = CategoryChoice(name: category)
        return image
    }
}
