internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeMultipart
internal import LookalikeOpenAPI

extension GallerySurface {
    private var limit: QueryParameter<Int> {
        QueryParameter(
            "limit", default: configuration.searchLimit, in: 1...50, description: "The most results.")
    }
    private var usePrototypes: QueryParameter<Bool> {
        QueryParameter(
            "use_prototypes", default: configuration.usesPrototypes,
            description: "Search the categories of the nearest prototypes only.")
    }
    private static let prototypeLimit = QueryParameter<Int>(
        "prototype_limit", default: 3, in: 1...10,
        description: "How many categories; more are taken where these have too few images.")
    private static let nothingIndexed = RouteAnswer.error(503, "Nothing is indexed, or too much work.")

    var search: Route {
        Route(
            .post, "/search", "Search by an image", parameters: [limit, usePrototypes, Self.prototypeLimit],
            body: .form(fields: [], files: [FormFile(name: "file")]),
            answers: [
                .json(GallerySearch.self, "The images most like it."), Self.badFile, Self.nothingIndexed,
            ]
        ) { request in
            let begin = ContinuousClock.now
            let file = try await file(of: request)
            let collection = try await filled()
            var options = SearchOptions(topK: try request.value(limit))
            if try request.value(usePrototypes) {
                options.nearestCategories = try request.value(Self.prototypeLimit)
            }
            let answer = try await Self.readingImage { [options] in
                try await engine.cachedSearch(collection, for: .image(file.bytes), options: options)
            }
            let searched = answer.nearestCategories.flatMap { $0.isEmpty ? nil : $0 }
            let names = names(in: collection)
            return JSONResponse.make(
                GallerySearch(
                    query: GallerySearch.Query(
                        filename: file.header.filename ?? "",
                        contentType: file.header.contentType ?? "application/octet-stream",
                        embeddingDimension: collection.record.dimension),
                    images: answer.matches.map { GalleryImage($0.image, names: names, score: $0.score) },
                    searchTime: (ContinuousClock.now - begin).seconds, usedPrototypes: searched != nil,
                    prototypeCategories: searched)
            ).naming(model: collection.record.model)
        }.shared(.body(mediaType: "multipart/form-data"))
    }

    var searchPrototypes: Route {
        Route(
            .post, "/search/prototypes", "Search the categories only",
            description: "By their prototypes, the means of their images' vectors.",
            body: .form(fields: [], files: [FormFile(name: "file")]),
            answers: [
                .json(GalleryPrototypes.self, "All categories with images, nearest first."), Self.badFile,
                Self.nothingIndexed,
            ]
        ) { request in
            let begin = ContinuousClock.now
            let file = try await file(of: request)
            let collection = try await filled()
            let found = try await Self.readingImage {
                try await engine.nearestPrototypes(to: .image(file.bytes), in: collection).matches
            }
            let prototypes = found.map { match in
                GalleryPrototypes.Prototype(
                    categoryID: match.category.id, categoryName: match.category.name,
                    similarityScore: match.score)
            }
            return JSONResponse.make(
                GalleryPrototypes(
                    prototypes: prototypes, searchTime: (ContinuousClock.now - begin).seconds)
            ).naming(model: collection.record.model)
        }
    }

    /// The collection with something to find.
    private func filled() async throws -> OpenCollection {
        if let collection = try await gallery.existing(), collection.count > 0 { return collection }
        throw APIError(status: .serviceUnavailable, message: "No images are indexed yet: upload some first.")
    }
}
