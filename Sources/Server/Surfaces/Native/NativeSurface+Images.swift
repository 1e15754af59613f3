internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI
internal import LookalikePictures

extension NativeSurface {
    var imageRoutes: [Route] {
        [
            listImages, deleteMatching, postImage, putImage, showImage, changeImage, deleteImage, content,
            thumbnail, file, frames,
        ]
    }

    static let imagePath = "/collections/{collection}/images/{id}"
    private static let limit = QueryParameter<Int>(
        "limit", default: 50, in: 1...500, description: "The most images.")
    private static let after = QueryParameter<Int>("after", description: "The `next` of the page before.")
    private static let size = QueryParameter<Int>(
        "size", default: 256, in: 16...1024, description: "Pixels of the longer side.")
    private static let name = QueryParameter<String>(
        "name", location: .body, description: "What the image is called.")
    private static let attributes = QueryParameter<String>(
        "attributes", location: .body, description: "A JSON object of attributes.")
    private static let number = QueryParameter<Int>(
        "number", minimum: .min, maximum: .max,
        description:
            "Only the image that the interfaces of other systems know by this number, such as the `id` that `/add_image` gave."
    )
    private static let duplicates = QueryParameter<String>(
        "duplicates", default: "ignore", allowed: DuplicateRule.allCases.map(\.rawValue),
        description:
            "What happens to a duplicate of an image of the collection: `ignore` stores it, `report` stores it and lists its duplicates, `refuse` stores nothing."
    )
    static let unknownImage = RouteAnswer.error(404, "No such collection or image.")
    private static let badFilter = RouteAnswer.error(400, "The filter can't be used.")

    private var listImages: Route {
        Route(
            .get, "/collections/{collection}/images", "List images",
            parameters: [
                Self.collection, Self.limit, Self.after, Self.matching, Self.number, Self.listOffset,
                Self.listOrder,
            ],
            answers: [
                .json(ImagePage.self, "A page of images, oldest first."), Self.badFilter,
                .error(404, "No such collection, or no image of that number."),
            ]
        ) { request in
            let collection = try await collection(request)
            if let number = try request.optional(Self.number) {
                let image = try await engine.image(number: Int64(number), in: collection)
                return JSONResponse.make(
                    ImagePage(images: [ImageView(image, in: collection)], total: 1))
            }
            let limit = try request.value(Self.limit)
            if let part = try await part(of: collection, request, limit: limit) { return part }
            let after = Int64(try request.optional(Self.after) ?? 0)
            guard let filter = try Self.filter(request) else {
                return JSONResponse.make(try await page(of: collection, after: after, limit: limit))
            }
            let found = try await engine.images(
                matching: filter, in: collection, after: after, limit: limit)
            return JSONResponse.make(
                ImagePage(
                    images: found.images.map { ImageView($0, in: collection) },
                    next: found.next.map { "\($0)" }, total: found.total))
        }
    }

    private func page(of collection: OpenCollection, after: Int64, limit: Int) async throws -> ImagePage {
        let images = try await engine.images(in: collection, after: after, limit: limit)
        let counts = try await engine.counts(in: collection)
        return ImagePage(
            images: images.map { ImageView($0, in: collection) },
            next: images.count == limit ? images.last.map { "\($0.recordID)" } : nil,
            total: counts.ready + counts.failed)
    }

    private var deleteMatching: Route {
        Route(
            .delete, "/collections/{collection}/images", "Delete the images that match a filter",
            description:
                "All of them or none, such as those of one event. Files of the collection's folder stay, and the next sync finds them again.",
            parameters: [Self.collection, Self.matching],
            answers: [
                .json(DeletedImages.self, "They are gone."), Self.badFilter,
                .error(404, "No such collection."),
            ]
        ) { request in
            let collection = try await collection(request)
            // To delete all images, delete the collection.
            guard let filter = try Self.filter(request), filter != AttributeFilter([:]) else {
                throw ValidationIssues([ValidationIssue(.missing, at: ["query", "filter"])])
            }
            let count = try await engine.deleteImages(matching: filter, in: collection)
            return JSONResponse.make(DeletedImages(deleted: count))
        }
    }

    private var changeImage: Route {
        Route(
            .patch, Self.imagePath, "Change what is said of an image",
            parameters: [Self.collection, Self.image],
            body: .json(ImageChange.self),
            answers: [
                .json(ImageView.self, "As it is now."),
                .error(404, "No such collection, image or category."),
            ]
        ) { request in
            let change = try await request.json(ImageChange.self, limit: request.limits.orderBytes)
            let collection = try await collection(request)
            let image = try await engine.edit(
                try request.value(Self.image), change.edit(), in: collection)
            return JSONResponse.make(ImageView(image, in: collection))
        }
    }

    private var putImage: Route {
        Route(
            .put, Self.imagePath, "Add or replace an image",
            description:
                "The image is the body, or the `file` of a form. It can be found once this is answered.",
            parameters: [Self.collection, Self.image, Self.duplicates],
            body: .image(or: [.form(fields: [Self.name, Self.attributes], files: [FormFile(name: "file")])]
            ),
            answers: [
                .json(ImageView.self, "An older image of that id was replaced."),
                .json(ImageView.self, "The image was added.", status: 201),
                .error(400, "The body is not an image that can be read."),
                .error(404, "No such collection."),
                .json(DuplicateRefusal.self, "It is a duplicate, and such are refused.", status: 409),
                .error(413, "The image is too large."), .error(503, "Too much work; try again."),
            ]
        ) { request in
            try await store(request, as: try request.value(Self.image))
        }
    }

    private var postImage: Route {
        Route(
            .post, "/collections/{collection}/images", "Add an image",
            description:
                "The image is the body, or the `file` of a form; it gets an id of its own. It can be found once this is answered.",
            parameters: [Self.collection, Self.duplicates],
            body: .image(or: [.form(fields: [Self.name, Self.attributes], files: [FormFile(name: "file")])]
            ),
            answers: [
                .json(ImageView.self, "The image was added.", status: 201),
                .error(400, "The body is not an image that can be read."),
                .error(404, "No such collection."),
                .json(DuplicateRefusal.self, "It is a duplicate, and such are refused.", status: 409),
                .error(413, "The image is too large."), .error(503, "Too much work; try again."),
            ]
        ) { request in
            try await store(request, as: nil)
        }
    }

    private func store(_ request: RouteRequest, as id: String?) async throws -> Response {
        let collection = try await collection(request)
        let rule = DuplicateRule(rawValue: try request.value(Self.duplicates)) ?? .ignore
        let upload = try await ImageUpload.read(request)
        var image = IncomingImage(
            id: id, bytes: upload.bytes, name: upload.name, attributes: upload.attributes)
        image.duplicates = rule
        do {
            let outcome = try await engine.put(image, in: collection)
            var view = ImageView(outcome.image, in: collection)
            if rule == .report { view.duplicates = outcome.duplicates.map(ImageView.Duplicate.init) }
            return JSONResponse.make(view, status: outcome.isNew ? .created : .ok)
        } catch let error as EngineError {
            guard case .duplicateRefused(let ids, _) = error else { throw error }
            return JSONResponse.make(
                DuplicateRefusal(detail: error.description, duplicates: ids), status: .conflict)
        }
    }

    private var showImage: Route {
        Route(
            .get, Self.imagePath, "Show an image's record", parameters: [Self.collection, Self.image],
            answers: [.json(ImageView.self, "The record."), Self.unknownImage]
        ) { request in
            let collection = try await collection(request)
            return JSONResponse.make(
                ImageView(
                    try await engine.image(try request.value(Self.image), in: collection), in: collection))
        }
    }

    private var deleteImage: Route {
        Route(
            .delete, Self.imagePath, "Delete an image",
            description: "A file of the collection's folder stays, and the next sync finds it again.",
            parameters: [Self.collection, Self.image],
            answers: [.json(Deleted.self, "It is gone."), Self.unknownImage]
        ) { request in
            let id = try request.value(Self.image)
            try await engine.deleteImage(id, in: try await collection(request))
            return JSONResponse.make(Deleted(deleted: id))
        }
    }

    private var content: Route {
        Route(
            .get, Self.imagePath + "/content", "Get an image", parameters: [Self.collection, Self.image],
            answers: [.bytes("image/*", "The bytes as they came; of a frame, a JPEG."), Self.unknownImage]
        ) { request in
            let collection = try await collection(request)
            let image = try await engine.image(try request.value(Self.image), in: collection)
            return try await ImageResponse.make(request, tag: image.contentHash, mediaType: image.contentType)
            {
                try await engine.content(of: image, in: collection)
            }
        }
    }

    private var thumbnail: Route {
        Route(
            .get, Self.imagePath + "/thumbnail", "Get a small JPEG of an image",
            parameters: [Self.collection, Self.image, Self.size],
            answers: [.bytes("image/jpeg", "The thumbnail."), Self.unknownImage]
        ) { request in
            let collection = try await collection(request)
            let image = try await engine.image(try request.value(Self.image), in: collection)
            let size = try request.value(Self.size)
            return try await ImageResponse.make(
                request, tag: "\(image.contentHash)-\(size)", mediaType: "image/jpeg"
            ) {
                try await thumbnail(of: image, in: collection, size: size)
            }
        }
    }

    /// An image that could not be read when it was indexed has none.
    private func thumbnail(of image: ImageRecord, in collection: OpenCollection, size: Int) async throws
        -> [UInt8]
    {
        do {
            return try await engine.thumbnails.thumbnail(
                hash: image.contentHash, size: size, isChecked: image.frame != nil
            ) {
                try await engine.content(of: image, in: collection)
            }
        } catch is PictureError {
            throw APIError(
                status: .notFound, message: "There is no thumbnail of '\(image.id)': it can't be read.")
        }
    }
}
