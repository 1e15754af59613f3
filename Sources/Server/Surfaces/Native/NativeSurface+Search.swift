internal import Catalogue
internal import Engine
internal import Foundation
internal import Hummingbird
internal import JSON
internal import Multipart
internal import OpenAPI

extension NativeSurface {
    private static let topK = QueryParameter<Int>(
        "top_k", default: 10, in: 1...1000, location: .body, description: "The most results.")
    private static let threshold = QueryParameter<Double>(
        "threshold", minimum: -1, maximum: 1, location: .body, description: "The least score of a result.")
    private static let filter = QueryParameter<String>(
        "filter", location: .body, description: "A JSON object: attributes that a result must have.")

    private static let nearestCategories = QueryParameter<Int>(
        "nearest_categories", minimum: 1, maximum: 100, location: .body, description: nearestCategoriesText)
    static let nearestCategoriesText =
        "Search only the categories with the nearest prototypes, this many; more are taken where these have too few pictures."

    var searchRoute: Route {
        Route(
            .post, "/collections/{collection}/search", "Search by a picture",
            description:
                "The query is the `file` of a form, a picture in base64, the id of an indexed picture, or a vector.",
            parameters: [Self.collection],
            body: .either(
                .form(
                    fields: [Self.topK, Self.threshold, Self.filter, Self.nearestCategories],
                    files: [FormFile(name: "file")]),
                .json(SearchOrder.self)),
            answers: [
                .json(SearchAnswerView.self, "What looks like it."),
                .error(400, "The query is not a picture that can be read, or no vector of the collection."),
                .error(404, "No such collection or picture."), .error(413, "The picture is too large."),
                .error(503, "Too much work; try again."),
            ]
        ) { request in
            let clock = ContinuousClock()
            let begin = clock.now
            let collection = try await collection(request)
            let (subject, options) = try await Self.read(request, dimension: collection.record.dimension)
            let answer = try await engine.search(collection, for: subject, options: options)
            return JSONResponse.make(
                SearchAnswerView(
                    answer, in: collection, threshold: options.threshold, took: clock.now - begin))
        }
    }

    private static func read(
        _ request: RouteRequest, dimension: Int
    ) async throws -> (SearchSubject, SearchOptions) {
        if request.mediaType == "multipart/form-data" { return try read(try await request.form()) }
        let order = try await request.json(
            SearchOrder.self, dimension: dimension, besides: request.limits.jsonBytes)
        var options = SearchOptions(
            topK: try checked(order.topK.map { "\($0)" }, topK),
            threshold: try order.threshold.map { try checked("\($0)", threshold) },
            filter: try order.filter.map(attributeFilter))
        options.nearestCategories = try order.nearestCategories.map {
            try checked("\($0)", nearestCategories)
        }
        return (try subject(image: order.image, imageID: order.imageID, vector: order.numbers), options)
    }

    /// What a JSON body searches by.
    static func subject(image: String?, imageID: String?, vector: [Float]?) throws -> SearchSubject {
        switch (image, imageID, vector) {
        case (let image?, nil, nil): return .picture(try Base64Picture.decode(image, field: "image"))
        case (nil, let id?, nil): return .image(id)
        case (nil, nil, let vector?): return .vector(vector)
        case (nil, nil, nil): throw ValidationIssues.missing("image")
        default:
            throw APIError(
                status: .badRequest, message: "Give one of 'image', 'image_id' and 'vector', not more.")
        }
    }

    private static func read(_ form: MultipartForm) throws -> (SearchSubject, SearchOptions) {
        let file = try form.requiredFile("file")
        var options = SearchOptions(
            topK: try checked(form.value("top_k"), topK),
            threshold: try threshold.parseIfPresent(form.value("threshold")).asIssues.get(),
            filter: try form.object("filter").map(attributeFilter))
        options.nearestCategories = try nearestCategories.parseIfPresent(form.value("nearest_categories"))
            .asIssues.get()
        return (.picture(file.bytes), options)
    }

    private static func checked<Value>(_ text: String?, _ parameter: QueryParameter<Value>) throws -> Value {
        try parameter.parse(text).asIssues.get()
    }
}
