internal import Hummingbird
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeModelTools
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let textNetwork = QueryParameter<Bool>(
        "text", default: false, description: "The text network instead of the image network.")
    private static let unknown = RouteAnswer.error(404, "No such model.")

    var modelDetailRoutes: [Route] { [showModel, measureModel, checkModel, exportModel] }

    private var showModel: Route {
        Route(
            .get, "/models/{name}", "Show a model",
            description: "Its layers, parameters, preprocessing and licence.", parameters: [Self.model],
            answers: [.json(ModelDetails.self, "What is known of it."), Self.unknown]
        ) { [engine, models] request in
            let model = try await models.installed(try request.value(Self.model))
            let facts = try await engine.blocking { try ModelFacts(model) }
            return JSONResponse.make(ModelDetails(facts, words: model.knowsWords))
        }
    }

    private var measureModel: Route {
        Route(
            .post, "/models/{name}/speed", "Measure a model's speed",
            description: """
                How long one image takes on one core of this server. This loads the model: some seconds for a large one. \
                One model at a time is measured or checked.
                """,
            parameters: [Self.model],
            answers: [
                .json(ModelSpeed.self, "What was measured."), Self.unknown,
                .error(503, "The model can't be used."),
            ]
        ) { [models] request in
            let name = try request.value(Self.model)
            let speed = try await HangUp.cancelling(request.context, interrupt: OneTimeSignal()) {
                try await models.speed(of: try await models.installed(name))
            }
            return JSONResponse.make(ModelSpeed(speed))
        }
    }

    private var checkModel: Route {
        Route(
            .post, "/models/{name}/check", "Check a model",
            description: """
                Embeds reference tensors in the precision that is set, and compares the answers with those that its first \
                check stored, in single precision. One model at a time is measured or checked.
                """,
            parameters: [Self.model],
            answers: [
                .json(ModelCheckView.self, "What was found, also if the model is not good."), Self.unknown,
                .error(503, "The model can't be used."),
            ]
        ) { [models] request in
            let name = try request.value(Self.model)
            let outcome = try await HangUp.cancelling(request.context, interrupt: OneTimeSignal()) {
                try await models.check(try await models.installed(name))
            }
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
