internal import HTTPTypes
internal import LookalikeOpenAPI

/// What the server says of itself.
struct ServerView: Codable, Sendable, SchemaDocumented {
    var version: String
    var fetchesImages: Bool

    enum CodingKeys: String, CodingKey {
        case version
        case fetchesImages = "fetches_images"
    }

    static var schemaName: String? { "Server" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "version": "Of the program.",
            "fetches_images":
                "Whether searches may name images by their addresses (`url`): a setting of the server.",
        ]
    }
}

extension NativeSurface {
    var serverRoute: Route {
        Route(
            .get, "/server", "Show what the server allows",
            answers: [.json(ServerView.self, "Its version, and settings that clients want to know.")]
        ) { [addresses] _ in
            JSONResponse.make(ServerView(version: Version.current, fetchesImages: addresses.areFetched))
        }
    }
}
