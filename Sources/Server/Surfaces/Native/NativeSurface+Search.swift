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
                "The query is the `file` of a form, a picture in base64, or the id of an indexed picture.",
            parameters: [Self.collection],
            body: .either(
                .form(
                    fields: [Self.topK, Self.threshold, Self.filter, Self.nearestCategories],
                    files: [FormFile(name: "file")]),
                .json(SearchOrder.self)),
            answers: [
                .json(SearchAnswerView.self, "What looks like it."),
                .error(400, "The query is not a picture that can be read."),
                .error(404, "No such collection or picture."), .error(413, "The picture is too large."),
                .error(503, "Too much work; try again."),
            ]
        ) { request in
            let clock = ContinuousClock()
            let begin = clock.now
            let collection = try collection(request)
            let (subject, options) = try await Self.read(request)
            let answer = try await engine.search(collection, for: subject, options: options)
            return JSONResponse.make(
                SearchAnswerView(
                    answer, in: collection, threshold: options.threshold, took: clock.now - begin))
        }
    }

    private static func read(_ request: RouteRequest) async throws -> (SearchSubject, SearchOptions) {
        if request.mediaType == "multipart/form-data" { return try read(try await request.form()) }
        let order = try await request.json(SearchOrder.self, limit: request.limits.jsonBytes)
        var options = SearchOptions(
            topK: try checked(order.topK.map { "\($0)" }, topK),
            threshold: try order.threshold.map { try checked("\($0)", threshold) },
            filter: try order.filter.map(attributeFilter))
        options.nearestCategories = try order.nearestCategories.map {
            try checked("\($0)", nearestCategories)
        }
        return (try subject(image: order.image, imageID: order.imageID), options)
    }

    /// What a JSON body searches by.
    static func subject(image: String?, imageID: String?) throws -> SearchSubject {
        switch (image, imageID) {
        case (let image?, nil): return .picture(try Base64Picture.decode(image, field: "image"))
        case (nil, let id?): return .image(id)
        case (nil, nil): throw ValidationIssues.missing("image")
        case (_?, _?):
            throw APIError(status: .badRequest, message: "Give either 'image' or 'image_id', not both.")
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

    // The catalogue asks for all of them in one statement, which has limits of its own.
    private static let conditions = 64
    private static let values = 1000

    /// A value, or a list of values of which one is enough, for each attribute.
    ///
    /// - Throws: ``EngineError/invalidFilter(_:)``.
    static func attributeFilter(_ document: [String: JSONValue]) throws -> AttributeFilter {
        guard document.count <= conditions else {
            throw EngineError.invalidFilter("it has more than \(conditions) conditions")
        }
        let filter = AttributeFilter(document.mapValues { $0.arrayValue ?? [$0] })
        let all = filter.conditions.values.joined()
        guard all.allSatisfy({ $0.arrayValue == nil && $0.objectValue == nil }) else {
            throw EngineError.invalidFilter("a condition is a value or a list of values")
        }
        guard all.count <= values else {
            throw EngineError.invalidFilter("it has more than \(values) values")
        }
        return filter
    }
}
