import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport

/// A server whose event photos have no model installed, as on the first day.
struct Event {
    static let codes = ["0b8e2f3a-1c4d-4e5f-8a9b-0c1d2e3f4a5b", "11111111-2222-3333-4444-555555555555"]

    static func open(
        model: String = EventPhotosConfiguration.contractModel,
        _ body: @escaping @Sendable (LiveServer) async throws -> Void
    ) async throws {
        let configure = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.events.model = model
        }
        try await Shop.open(configure: configure) { try await body($0.server) }
    }

    /// A vector whose first number is its direction: its cosine with that of 0 is `cos(angle)`.
    static func vector(_ angle: Double, scale: Double = 1, count: Int = 2_048) -> JSONValue {
        var numbers = [JSONValue](repeating: .double(0), count: count)
        numbers[0] = .double(scale * cos(angle))
        if count > 1 { numbers[1] = .double(scale * sin(angle)) }
        return .array(numbers)
    }

    /// As the document's client sends it.
    static func photo(_ angle: Double, _ name: String = "cat.jpg", event: Int = 0) -> [String: JSONValue] {
        [
            "filename": .string(name), "file_path": .string("/uploads/" + name), "vector": vector(angle),
            "event_code": .string(codes[event]), "metadata": ["width": 800, "height": 600],
        ]
    }
}

extension LiveServer {
    func addPhoto(_ angle: Double, _ name: String = "cat.jpg", event: Int = 0) async throws -> Answer {
        try await json("POST", "/add_image", .object(Event.photo(angle, name, event: event)))
    }

    func searchPhotos(_ angle: Double, _ members: [String: JSONValue] = [:]) async throws -> Answer {
        let order = ["vector": Event.vector(angle)].merging(members) { $1 }
        return try await json("POST", "/search", .object(order))
    }
}
