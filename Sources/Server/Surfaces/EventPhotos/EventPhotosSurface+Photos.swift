internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// Single photos and photos by event. These routes are additions: the system's clients used its database for this.
extension EventPhotosSurface {
    var photoRoutes: [Route] { [showPhoto, removePhoto, eventPhotos, removeEvent] }

    private static let id = QueryParameter<Int>(
        "id", minimum: .min, maximum: .max, location: .path, description: "The id that `/add_image` gave.")
    private static let event = QueryParameter<String>.required(
        "event_code", location: .path, description: "The event's UUID.")
    private static let limit = QueryParameter<Int>(
        "limit", default: 50, in: 1...500, description: "The most photos.")
    private static let after = QueryParameter<Int>("after", description: "The `next` of the page before.")
    private static let notFound = APIError(status: .notFound, message: "Photo not found")

    private var showPhoto: Route {
        Route(
            .get, "/photos/{id}", "Show a photo's record", parameters: [Self.id],
            answers: [.json(EventPhotoRecord.self, "The record."), .error(404, "No such photo.")]
        ) { request in
            JSONResponse.make(EventPhotoRecord(try await found(request).image))
        }
    }

    private var removePhoto: Route {
        Route(
            .delete, "/photos/{id}", "Remove a photo", parameters: [Self.id],
            answers: [.json(EventPhotoRemoved.self, "It is gone."), .error(404, "No such photo.")]
        ) { request in
            let (image, collection) = try await found(request)
            do {
                try await engine.deleteImage(image.id, in: collection)
            } catch EngineError.unknownImage {
                throw Self.notFound
            }
            return JSONResponse.make(EventPhotoRemoved(id: image.number, message: "success"))
        }
    }

    private func found(_ request: RouteRequest) async throws -> (
        image: ImageRecord, collection: OpenCollection
    ) {
        guard let found = try await photos.image(number: Int64(try request.value(Self.id))) else {
            throw Self.notFound
        }
        return found
    }

    private var eventPhotos: Route {
        Route(
            .get, "/events/{event_code}/photos", "List an event's photos",
            parameters: [Self.event, Self.limit, Self.after],
            answers: [.json(EventPhotoPage.self, "A page of them; none of an event that is not known.")]
        ) { request in
            let (_, filter) = try Self.filter(request)
            let (limit, after) = (try request.value(Self.limit), try request.optional(Self.after) ?? 0)
            guard let collection = try await photos.existing() else {
                return JSONResponse.make(EventPhotoPage(photos: [], total: 0))
            }
            let page = try await engine.images(
                matching: filter, in: collection, after: Int64(after), limit: limit)
            return JSONResponse.make(
                EventPhotoPage(
                    photos: page.images.map(EventPhotoRecord.init), next: page.next, total: page.total))
        }
    }

    private var removeEvent: Route {
        Route(
            .delete, "/events/{event_code}/photos", "Remove an event's photos", parameters: [Self.event],
            answers: [.json(EventRemoved.self, "They are gone, all at once.")]
        ) { request in
            let (event, filter) = try Self.filter(request)
            var count = 0
            if let collection = try await photos.existing() {
                count = try await engine.deleteImages(matching: filter, in: collection)
            }
            return JSONResponse.make(
                EventRemoved(eventCode: event.text, deleted: count, message: "success"))
        }
    }

    /// - Throws: ``ValidationIssues`` if the path names no event.
    private static func filter(_ request: RouteRequest) throws -> (EventCode, AttributeFilter) {
        let event = try EventCode(try request.value(event), at: ["path", "event_code"])
        return (event, AttributeFilter([EventCode.attribute: [.string(event.text)]]))
    }
}
