internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// Any part of a list of images, for views that jump in it.
extension NativeSurface {
    static let listOffset = QueryParameter<Int>(
        "offset", minimum: 0, maximum: 100_000_000,
        description:
            "How many images of the list come before the page, in place of `after`. The list has those that can be found only."
    )
    static let listOrder = QueryParameter<String>(
        "order", allowed: ImageOrder.allCases.map(\.rawValue),
        description: "Of a list with `offset`; oldest first where left out.")

    /// Nil where the request has neither an offset nor an order.
    func part(of collection: OpenCollection, _ request: RouteRequest, limit: Int) async throws -> Response? {
        let offset = try request.optional(Self.listOffset)
        let order = try request.optional(Self.listOrder)
        guard offset != nil || order != nil else { return nil }
        let found = try await engine.images(
            in: collection, matching: try Self.filter(request),
            order: order.flatMap(ImageOrder.init) ?? .oldest, offset: offset ?? 0, limit: limit)
        return JSONResponse.make(
            ImagePage(images: found.images.map { ImageView($0, in: collection) }, total: found.total))
    }
}
