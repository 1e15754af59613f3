internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI

extension NativeSurface {
    var categoryRoutes: [Route] {
        [listCategories, makeCategory, renameCategory, deleteCategory, categoryImages, searchCategories]
    }

    private static let path = "/collections/{collection}/categories"
    private static let examples = QueryParameter<Int>(
        "examples", default: 0, in: 0...8, description: "Images to be shown of each category.")
    private static let id = QueryParameter<Int>(
        "id", minimum: .min, maximum: .max, location: .path, description: "The category's number.")
    private static let limit = QueryParameter<Int>(
        "limit", default: 50, in: 1...500, description: "The most images.")
    private static let after = QueryParameter<Int>("after", description: "The `next` of the page before.")

    private var listCategories: Route {
        Route(
            .get, Self.path, "List categories", parameters: [Self.collection, Self.examples],
            answers: [
                .json(CategoryList.self, "All categories, by number."), .error(404, "No such collection."),
            ]
        ) { request in
            let collection = try await collection(request)
            let limit = try request.value(Self.examples)
            var views: [CategoryView] = []
            for category in engine.categories(in: collection) {
                let images =
                    limit == 0
                    ? [] : try await engine.images(inCategory: category.id, of: collection, limit: limit)
                views.append(CategoryView(category, examples: images, in: collection))
            }
            return JSONResponse.make(CategoryList(categories: views))
        }
    }

    private var makeCategory: Route {
        Route(
            .post, Self.path, "Make a category", parameters: [Self.collection],
            body: .json(NewCategory.self),
            answers: [
                .json(CategoryView.self, "The new category.", status: 201),
                .error(400, "The name can't be used."), .error(404, "No such collection."),
                .error(409, "There is a category of that name or number."),
            ]
        ) { request in
            let order = try await request.json(NewCategory.self, limit: request.limits.orderBytes)
            let collection = try await collection(request)
            let made = try await engine.createCategory(order.name, id: order.id, in: collection)
            return JSONResponse.make(CategoryView(made, in: collection), status: .created)
        }
    }

    private var renameCategory: Route {
        Route(
            .patch, Self.path + "/{id}", "Rename a category", parameters: [Self.collection, Self.id],
            body: .json(CategoryChange.self),
            answers: [
                .json(CategoryView.self, "As it is now."), .error(400, "The name can't be used."),
                .error(404, "No such collection or category."), .error(409, "Another one has that name."),
            ]
        ) { request in
            let order = try await request.json(CategoryChange.self, limit: request.limits.orderBytes)
            let collection = try await collection(request)
            let id = Int64(try request.value(Self.id))
            let renamed = try await engine.renameCategory(id, to: order.name, in: collection)
            return JSONResponse.make(CategoryView(renamed, in: collection))
        }
    }

    private var deleteCategory: Route {
        Route(
            .delete, Self.path + "/{id}", "Delete a category",
            description: "Its images stay, without a category.", parameters: [Self.collection, Self.id],
            answers: [.json(Deleted.self, "It is gone."), .error(404, "No such collection or category.")]
        ) { request in
            let id = Int64(try request.value(Self.id))
            let gone = try await engine.deleteCategory(id, in: try await collection(request))
            return JSONResponse.make(Deleted(deleted: gone.name))
        }
    }

    private var categoryImages: Route {
        Route(
            .get, Self.path + "/{id}/images", "List a category's images",
            parameters: [Self.collection, Self.id, Self.limit, Self.after],
            answers: [
                .json(ImagePage.self, "A page of its images, oldest first."),
                .error(404, "No such collection or category."),
            ]
        ) { request in
            let collection = try await collection(request)
            let id = Int64(try request.value(Self.id))
            let limit = try request.value(Self.limit)
            let after = Int64(try request.optional(Self.after) ?? 0)
            let images = try await engine.images(inCategory: id, of: collection, after: after, limit: limit)
            return JSONResponse.make(
                ImagePage(
                    images: images.map { ImageView($0, in: collection) },
                    next: images.count == limit ? images.last.map { "\($0.recordID)" } : nil,
                    total: try engine.category(id, in: collection).count))
        }
    }

    private var searchCategories: Route {
        Route(
            .post, "/collections/{collection}/search/categories", "Search the categories by images and words",
            description:
                "Compares a query, as a search takes it, with the categories' prototypes, the means of their images' vectors.",
            parameters: [Self.collection],
            body: .either(
                .form(fields: [Self.region, Self.parts, Self.text], files: Self.queryFiles),
                .json(CategorySearchOrder.self)),
            answers: [
                .json(CategorySearchAnswer.self, "The categories, nearest first."),
                .error(400, "The query is not an image that can be read."),
                .error(404, "No such collection or image."), .error(413, "The image is too large."),
                .error(503, "Too much work; try again."),
            ]
        ) { request in
            let begin = ContinuousClock.now
            let collection = try await collection(request)
            let answer = try await engine.nearestPrototypes(
                to: try await query(request, dimension: collection.record.dimension), in: collection)
            return JSONResponse.make(
                CategorySearchAnswer(
                    collection: collection.name, model: collection.record.model,
                    categories: answer.matches.map(PrototypeView.init),
                    tookMilliseconds: (ContinuousClock.now - begin).milliseconds, scoreScale: answer.scale,
                    warnings: answer.warnings.map { "\($0)" } + answer.notes))
        }
    }

    private func query(_ request: RouteRequest, dimension: Int) async throws -> Query {
        if request.mediaType == "multipart/form-data" {
            let form = try await request.form()
            var parts = try form.decoded([QueryPartOrder].self, "parts") ?? []
            var room = addresses.limit
            try await addresses.fetch(&parts, room: &room)
            return try Self.query(form, parts: parts, fetched: nil)
        }
        var order = try await request.json(
            CategorySearchOrder.self, dimension: dimension, besides: request.limits.jsonBytes)
        try await order.fetch(addresses)
        return try Self.query(order)
    }
}
