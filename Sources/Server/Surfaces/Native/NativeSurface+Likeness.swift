internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    var likenessRoutes: [Route] { [showLikeness, calibrate, forgetLikeness] }

    private static let likenessPath = "/collections/{collection}/likeness"

    private var showLikeness: Route {
        Route(
            .get, Self.likenessPath, "What scores are worth",
            description: "The collection's own scale, or else its model's.", parameters: [Self.collection],
            answers: [
                .json(LikenessView.self, "The scale."),
                .error(404, "No such collection, or neither it nor its model has a scale."),
            ]
        ) { request in
            let collection = try await collection(request)
            guard let scale = await engine.likeness(in: collection) else {
                throw APIError(
                    status: .notFound,
                    message: "Neither '\(collection.name)' nor its model has a scale of likeness.")
            }
            return JSONResponse.make(LikenessView(scale, of: collection.name))
        }
    }

    private var calibrate: Route {
        Route(
            .post, Self.likenessPath, "Measure what scores are worth",
            description: """
                Up to 4,000 images of the collection are compared with each other. With labels (categories or an \
                attribute) the share of results that have the same label is counted, score by score. Without, it is \
                estimated from how rare a score is. The scale is kept with the collection and replaces an earlier one.
                """,
            parameters: [Self.collection], body: .json(CalibrationOrder.self),
            answers: [
                .json(LikenessView.self, "The new scale."),
                .error(400, "The collection has too few images or labels, or another metric than cosine."),
                .error(404, "No such collection."),
            ]
        ) { request in
            let order = try await request.json(CalibrationOrder.self, limit: request.limits.orderBytes)
            let collection = try await collection(request)
            let labels: LikenessLabels?
            switch (order.by, order.attribute) {
            case (.attribute, let name?): labels = .attribute(name)
            case (.attribute, nil), (_, _?):
                throw APIError(
                    status: .badRequest, message: "'attribute' names the attribute for \"by\": \"attribute\"."
                )
            case (.categories, nil): labels = .categories
            case (.neighbours, nil): labels = nil
            }
            let scale = try await engine.calibrate(collection, by: labels)
            return JSONResponse.make(LikenessView(scale, of: collection.name))
        }
    }

    private var forgetLikeness: Route {
        Route(
            .delete, Self.likenessPath, "Forget what was measured",
            description: "The scale of the collection's model counts again.", parameters: [Self.collection],
            answers: [
                .json(Deleted.self, "The collection has no scale of its own any more."),
                .error(404, "No such collection."),
            ]
        ) { request in
            let collection = try await collection(request)
            try await engine.forgetCalibration(of: collection)
            return JSONResponse.make(Deleted(deleted: collection.name))
        }
    }
}
