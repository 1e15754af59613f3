internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension GallerySurface {
    var imageRoutes: [Route] {
        [imageContent, imageInfo, removeImage, listCategories, makeCategory, categoryImages]
    }

    private static let image = QueryParameter<Int>(
        "id", minimum: .min, maximum: .max, location: .path, description: "The image's number.")
    private static let categoryID = QueryParameter<Int>(
        "id", minimum: .min, maximum: .max, location: .path, description: "The category's number.")
    private static let limit = QueryParameter<Int>(
        "limit", default: 50, in: 1...100, description: "The most images.")
    private static let notFound = APIError(status: .notFound, message: "Image not found")

    private var imageContent: Route {
        Route(
            .get, "/images/{id}", "Get an image", parameters: [Self.image],
            answers: [
                .bytes("image/*", "The bytes as they came, with their true type."),
                .error(404, "No such image."),
            ]
        ) { request in
            let (image, collection) = try await found(request)
            return try await ImageResponse.make(request, tag: image.contentHash, mediaType: image.contentType)
            {
                do {
                    return try await engine.content(of: image, in: collection)
                } catch EngineError.contentMissing {
                    throw Self.notFound
                }
            }
        }
    }

    private var imageInfo: Route {
        Route(
            .get, "/images/{id}/info", "Show an image's record", parameters: [Self.image],
            answers: [.json(GalleryImage.self, "The record."), .error(404, "No such image.")]
        ) { request in
            let (image, collection) = try await found(request)
            return JSONResponse.make(GalleryImage(image, names: names(in: collection)))
        }
    }

    private var removeImage: Route {
        Route(
            .delete, "/images/{id}", "Remove an image",
            description: "Beyond what the system has, whose users did this in its database.",
            parameters: [Self.image],
            answers: [.json(GalleryRemoved.self, "It is gone."), .error(404, "No such image.")]
        ) { request in
            let (image, collection) = try await found(request)
            do {
                try await engine.deleteImage(image.id, in: collection)
            } catch EngineError.unknownImage {
                throw Self.notFound
            }
            return JSONResponse.make(
                GalleryRemoved(message: "Image deleted successfully", imageID: image.number))
        }
    }

    private func found(_ request: RouteRequest) async throws -> (
        image: ImageRecord, collection: OpenCollection
    ) {
        guard let found = try await gallery.image(number: Int64(try request.value(Self.image))) else {
            throw Self.notFound
        }
        return found
    }

    private var listCategories: Route {
        Route(
            .get, "/categories", "List categories",
            answers: [.json(GalleryCategories.self, "All categories, by number.")]
        ) { _ in
            let collection = try await gallery.existing()
            let categories = collection.map(engine.categories(in:)) ?? []
            return JSONResponse.make(
                GalleryCategories(
                    categories: categories.map {
                        GalleryCategory(categoryID: $0.id, categoryName: $0.name, imageCount: $0.count)
                    }))
        }
    }

    private var makeCategory: Route {
        Route(
            .post, "/categories", "Make a category",
            description: "Beyond what the system has, whose users did this in its database.",
            body: .json(NewGalleryCategory.self),
            answers: [
                .json(GalleryCategory.self, "The new category, for `category_id` of uploads.", status: 201),
                .error(400, "The name can't be used."), .error(409, "There is one of that name."),
            ]
        ) { request in
            let order = try await request.json(NewGalleryCategory.self, limit: request.limits.orderBytes)
            let made = try await engine.createCategory(order.categoryName, in: try await gallery.made())
            return JSONResponse.make(
                GalleryCategory(categoryID: made.id, categoryName: made.name, imageCount: made.count),
                status: .created)
        }
    }

    private var categoryImages: Route {
        Route(
            .get, "/categories/{id}/images", "List a category's images",
            parameters: [Self.categoryID, Self.limit],
            answers: [
                .json(GalleryCategoryImages.self, "The oldest of its images."),
                .error(404, "No such category."),
            ]
        ) { request in
            let id = Int64(try request.value(Self.categoryID))
            let limit = try request.value(Self.limit)
            let notFound = APIError(status: .notFound, message: "Category not found")
            guard let collection = try await gallery.existing() else { throw notFound }
            do {
                let images = try await engine.images(inCategory: id, of: collection, limit: limit)
                let category = try engine.category(id, in: collection)
                let names = [id: category.name]
                return JSONResponse.make(
                    GalleryCategoryImages(
                        categoryID: id, images: images.map { GalleryImage($0, names: names) },
                        totalCount: category.count))
            } catch EngineError.unknownCategory {
                throw notFound
            }
        }
    }
}
