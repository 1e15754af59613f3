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

    /// Fields of a form with one query or several.
    static let batchFields: [any ParameterSpec] = [topK, threshold, filter, nearestCategories]

    var searchRoute: Route {
        Route(
            .post, "/collections/{collection}/search", "Search by images and words",
            description: """
                The query is the `file` of a form, an image in base64, the id of an indexed image, a vector, or words \
                (`text`), if the collection's model knows words; or a region of an image; or several of them, weighted, liked or not: the vector to search by is 2 P − N, \
                where P and N are the weighted means of the parts that are liked and of those that are not, and P \
                without the latter. In a form each `file` is a part, \
                the `text` is one, the image at the `url` is one, and each `negative_file` one that is not liked. The \
                answer's `next`, sent as `cursor`, gets the next results, without an end and without repeats.
                """,
            parameters: [Self.collection],
            body: .either(
                .form(
                    fields: Self.batchFields + [Self.region, Self.parts, Self.text] + PageFields.query
                        + PageFields.options,
                    files: Self.queryFiles),
                .json(SearchOrder.self)),
            answers: [
                .json(SearchAnswerView.self, "What looks like it."),
                .error(
                    400,
                    "The query is not an image that can be read, no vector of the collection, or no query."),
                .error(403, "Images are not fetched by address, or not from this host."),
                .error(404, "No such collection or image."),
                .error(410, "The search of the cursor is not kept any more: send the query with it."),
                .error(413, "The image is too large."),
                .error(502, "The image can't be fetched from its address."),
                .error(503, "Too much work; try again."),
            ]
        ) { request in
            let clock = ContinuousClock()
            let begin = clock.now
            let collection = try await collection(request)
            let order = try await read(request, dimension: collection.record.dimension)
            let page = try await self.page(order, in: collection)
            return JSONResponse.make(
                SearchAnswerView(
                    page, in: collection, threshold: order.options.search.threshold, took: clock.now - begin))
        }
    }

    /// What a client asked for.
    struct PagedSearch {
        /// Nil where there is a cursor alone.
        var query: Query?
        var options: PageOptions
        var cursor: SearchCursor?
    }

    func page(_ order: PagedSearch, in collection: OpenCollection) async throws -> SearchPage {
        if let query = order.query {
            return try await engine.page(collection, for: query, options: order.options, after: order.cursor)
        }
        guard let cursor = order.cursor else { throw ValidationIssues.missing("image") }
        return try await engine.page(collection, after: cursor, size: order.options.size)
    }

    private func read(_ request: RouteRequest, dimension: Int) async throws -> PagedSearch {
        if request.mediaType == "multipart/form-data" { return try await read(try await request.form()) }
        return try await read(
            try await request.json(
                SearchOrder.self, dimension: dimension, besides: request.limits.jsonBytes))
    }

    func read(_ order: SearchOrder) async throws -> PagedSearch {
        var order = order
        var search = SearchOptions(
            topK: try Self.checked(order.topK.map { "\($0)" }, Self.topK),
            threshold: try order.threshold.map { try Self.checked("\($0)", Self.threshold) },
            filter: try order.filter.map { try Self.attributeFilter($0) })
        search.nearestCategories = try order.nearestCategories.map {
            try Self.checked("\($0)", Self.nearestCategories)
        }
        let options = try PageFields.read(order, search)
        let cursor = try order.cursor.map { text throws(EngineError) in try SearchCursor(text) }
        if cursor != nil, order.hasNoQuery { return PagedSearch(options: options, cursor: cursor) }
        try await order.fetch(addresses)
        return PagedSearch(query: try Self.query(order), options: options, cursor: cursor)
    }

    private func read(_ form: MultipartForm) async throws -> PagedSearch {
        let options = try PageFields.read(form, try Self.options(form))
        var parts = try form.decoded([QueryPartOrder].self, "parts") ?? []
        let cursor = try form.text("cursor").map { text throws(EngineError) in try SearchCursor(text) }
        let address = form.text("url")
        if cursor != nil, form.files.isEmpty, parts.isEmpty, address == nil, form.text("text") == nil {
            return PagedSearch(options: options, cursor: cursor)
        }
        var room = addresses.limit
        let fetched = try await addresses.bytes(at: address, room: &room)
        try await addresses.fetch(&parts, room: &room)
        let query = try Self.query(form, parts: parts, fetched: fetched)
        return PagedSearch(query: query, options: options, cursor: cursor)
    }

    static func options(_ form: MultipartForm) throws -> SearchOptions {
        var options = SearchOptions(
            topK: try checked(form.value("top_k"), topK),
            threshold: try threshold.parseIfPresent(form.value("threshold")).asIssues.get(),
            filter: try form.object("filter").map { try attributeFilter($0) })
        options.nearestCategories = try nearestCategories.parseIfPresent(form.value("nearest_categories"))
            .asIssues.get()
        return options
    }

    private static func checked<Value>(_ text: String?, _ parameter: QueryParameter<Value>) throws -> Value {
        try parameter.parse(text).asIssues.get()
    }
}

extension SearchOrder {
    /// Whether it says nothing to search by.
    fileprivate var hasNoQuery: Bool {
        image == nil && address == nil && imageID == nil && numbers == nil && text == nil && parts == nil
    }
}

extension MultipartForm {
    /// A field's text; nil where it is empty.
    fileprivate func text(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
}
