internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A photo, as the system's table of images has it.
struct EventPhotoRecord: Codable, Sendable, SchemaDocumented {
    var id: Int64
    var code: String?
    var eventCode: String?
    var filename: String
    var filePath: String?
    var fileSize: Int
    var mimeType: String
    var width: Int
    var height: Int
    var faissIndex: Int64
    var metadata: [String: JSONValue]
    var createdAt: Date

    enum CodingKeys: String, CodingKey {
        case id, code, filename, width, height, metadata
        case eventCode = "event_code"
        case filePath = "file_path"
        case fileSize = "file_size"
        case mimeType = "mime_type"
        case faissIndex = "faiss_index"
        case createdAt = "created_at"
    }

    static var schemaName: String? { "EventPhoto" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "id": "As `/add_image` gave it.", "code": PropertyDoc("Another name of it.", format: "uuid"),
            "event_code": PropertyDoc("The event that it belongs to.", format: "uuid"),
            "file_path": "Where the client keeps it.", "file_size": "Bytes; 0 where unknown.",
            "width": "Pixels; 0 where unknown.", "height": "Pixels; 0 where unknown.",
            "metadata": "What else was kept with it.",
        ]
    }

    init(_ image: ImageRecord) {
        id = image.number
        code = image.code
        eventCode = image.attributes[EventCode.attribute]?.stringValue
        filename = image.name
        filePath = image.path
        fileSize = image.bytes
        mimeType = image.contentType
        (width, height) = (image.width, image.height)
        faissIndex = image.recordID
        metadata = image.attributes.filter { $0.key != EventCode.attribute }
        createdAt = image.createdAt
    }
}

struct EventPhotoPage: Codable, Sendable, SchemaDocumented {
    var photos: [EventPhotoRecord]
    /// Send it as `after` to get the next page.
    var next: Int64?
    var total: Int

    static var propertyDocs: [String: PropertyDoc] {
        [
            "photos": "Oldest first.", "next": "To be sent as `after` for the next page, if any.",
            "total": "On all pages.",
        ]
    }
}

struct EventPhotoRemoved: Codable, Sendable {
    var id: Int64
    var message: String
}

struct EventRemoved: Codable, Sendable {
    var eventCode: String
    var deleted: Int
    var message: String

    enum CodingKeys: String, CodingKey {
        case deleted, message
        case eventCode = "event_code"
    }
}
