internal import Hummingbird
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeModelTools
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let speed = QueryParameter<Bool>(
        "speed", default: false,
        description:
            "Also measure how long one image takes here. This loads the model: some seconds for a large one.")
    private static let textNetwork = QueryParameter<Bool>(
        "text", default: false, description: "The text network instead of the image network.")
    private static let unknown = RouteAnswer.error(404, "No such model.")

    var modelDetailRoutes: [Route] { [showModel, checkModel, exportModel] }

    private var showModel: Route {
        Route(
            .get, "/models/{name}", "Show a model",
            description:
                "Its layers, parameters, preprocessing and licence, and its speed on this server if asked for.",
            parameters: [Self.model, Self.speed],
            answers: [
                .json(ModelDetails.self, "What is known of it."), Self.unknown,
                .error(503, "The model can't be used."),
            ]
        ) { [engine, models] request in
            let model = try await models.installed(try request.value(Self.model))
            let speed = try request.value(Self.speed) ? try await models.speed(of: model) : nil
            let facts = try await engine.blocking { try ModelFacts(model) }
            return JSONResponse.make(ModelDetails(facts, words: model.knowsWords, speed))
        }
    }

    private var checkModel: Route {
        Route(
            .post, "/models/{name}/check", "Check a model",
            description: """
                Embeds reference tensors in the precision that is set, and compares the answers with those that its first \
                check stored, in single precision.
                """,
            parameters: [Self.model],
            answers: [
                .json(ModelCheckView.self, "What was found, also if the model is not good."), Self.unknown,
                .error(503, "The model can't be used."),
            ]
        ) { [models] request in
            let name = try request.value(Self.model)
            let outcome = try await models.check(try await models.installed(name))
            return JSONResponse.make(ModelCheckView(outcome, of: name))
        }
    }

    private var exportModel: Route {
        Route(
            .get, "/models/{name}/network", "Download a model's network",
            description: "In ONNX, for other programs.", parameters: [Self.model, Self.textNetwork],
            answers: [
                .bytes("application/octet-stream", "The ONNX file."),
                .error(404, "No such model, or it has no text network."),
                .error(409, "Its network is not in ONNX."),
            ]
        ) { [models] request in
            let model = try await models.installed(try request.value(Self.model))
            return try await models.network(of: model, text: try request.value(Self.textNetwork))
        }
    }
}
