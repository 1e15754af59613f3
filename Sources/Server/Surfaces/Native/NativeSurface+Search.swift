internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let topK = QueryParameter<Int>(
        "top_k", default: 10, in: 1...1000, location: .body, description: "The most results.")
    private static let threshold = QueryParameter<Double>(
        "threshold", minimum: -1, maximum: 1, location: .body, description: "The least score of a result.")
    private static let filter = QueryParameter<String>(
        "filter", location: .body, description: "A JSON object. " + filterText)
    static let region = QueryParameter<String>(
        "region", location: .body,
        description: "A JSON object with `x`, `y`, `width` and `height`. " + RegionOrder.text
            + " For a form with one `file`.")
    static let parts = QueryParameter<String>(
        "parts", location: .body,
        description: "A JSON list of further parts of the query, as in a JSON body.")

    static let text = QueryParameter<String>(
        "text", location: .body,
        description: "Words that the results should fit, if the collection's model knows words.")

    /// The images of a query in a form.
    static let queryFiles = [
        FormFile(name: "file", isRequired: false, isRepeated: true),
        FormFile(name: "negative_file", isRequired: false, isRepeated: true),
    ]

    private static let nearestCategories = QueryParameter<Int>(
        "nearest_categories", minimum: 1, maximum: 100, location: .body, description: nearestCategoriesText)
    static let nearestCategoriesText =
        "Search only the categories with the nearest prototypes, this many; more are taken where these have too few images."

    var searchRoute: Route {
        Route(
            .post, "/collections/{collection}/search", "Search by images and words",
            description: """
                The query is the `file` of a form, an image in base64, the id of an indexed image, a vector, or words \
                (`text`), if the collection's model knows words; or a region of an image; or several of them, weighted, liked or not: the vector to search by is 2 P − N, \
                where P and N are the weighted means of the parts that are liked and of those that are not, and P \
                without the latter. In a form each `file` is a part, \
                the `text` is one, and each `negative_file` one that is not liked.
                """,
            parameters: [Self.collection],
            body: .either(
                .form(
                    fields: [
                        Self.topK, Self.threshold, Self.filter, Self.nearestCategories, Self.region,
                        Self.parts, Self.text,
                    ],
                    files: Self.queryFiles),
                .json(SearchOrder.self)),
            answers: [
                .json(SearchAnswerView.self, "What looks like it."),
                .error(
                    400,
                    "The query is not an image that can be read, no vector of the collection, or no query."),
                .error(404, "No such collection or image."), .error(413, "The image is too large."),
                .error(503, "Too much work; try again."),
            ]
        ) { request in
            let clock = ContinuousClock()
            let begin = clock.now
            let collection = try await collection(request)
            let (query, options) = try await Self.read(request, dimension: collection.record.dimension)
            let answer = try await engine.search(collection, for: query, options: options)
            return JSONResponse.make(
                SearchAnswerView(
                    answer, in: collection, threshold: options.threshold, took: clock.now - begin))
        }
    }

    private static func read(
        _ request: RouteRequest, dimension: Int
    ) async throws -> (Query, SearchOptions) {
        if request.mediaType == "multipart/form-data" { return try read(try await request.form()) }
        let order = try await request.json(
            SearchOrder.self, dimension: dimension, besides: request.limits.jsonBytes)
        var options = SearchOptions(
            topK: try checked(order.topK.map { "\($0)" }, topK),
            threshold: try order.threshold.map { try checked("\($0)", threshold) },
            filter: try order.filter.map { try attributeFilter($0) })
        options.nearestCategories = try order.nearestCategories.map {
            try checked("\($0)", nearestCategories)
        }
        return (try query(order), options)
    }

    private static func read(_ form: MultipartForm) throws -> (Query, SearchOptions) {
        var options = SearchOptions(
            topK: try checked(form.value("top_k"), topK),
            threshold: try threshold.parseIfPresent(form.value("threshold")).asIssues.get(),
            filter: try form.object("filter").map { try attributeFilter($0) })
        options.nearestCategories = try nearestCategories.parseIfPresent(form.value("nearest_categories"))
            .asIssues.get()
        return (try query(form), options)
    }

    private static func checked<Value>(_ text: String?, _ parameter: QueryParameter<Value>) throws -> Value {
        try parameter.parse(text).asIssues.get()
    }
}
