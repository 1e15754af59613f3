internal import Hummingbird
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    var quantizeModel: Route {
        Route(
            .post, "/models/{name}/quantize", "Make an 8-bit version of a model",
            description: """
                Up to 300 of the images of `calibrate` give the ranges of its activations. Then both models embed the images \
                of `evaluate`, up to 2,000, and P@1 and P@10 are compared; without classes (folders in a folder, or \
                categories in a collection), the mean cosine to the model's own vectors counts. A version that loses more \
                than `max_loss` is not installed: the job fails. Its result has the measured numbers in either case.
                """,
            parameters: [Self.model], body: .json(QuantizationOrder.self),
            answers: [
                .json(Job.self, "The job that does it.", status: 202),
                .error(
                    400,
                    "The network can't be quantised, the name or the loss is not valid, or the collection is empty."
                ),
                .error(403, "Clients may not name this folder."),
                .error(404, "No such model or collection."),
                .error(409, "There is a model of that name already, or another 8-bit version is being made."),
            ]
        ) { [models] request in
            let order = try await request.json(QuantizationOrder.self, limit: request.limits.orderBytes)
            let maximumLoss = order.maxLoss ?? 0.01
            guard (0...1).contains(maximumLoss) else {
                throw APIError(status: .badRequest, message: "'max_loss' goes from 0 to 1.")
            }
            let model = try await models.installed(try request.value(Self.model))
            var evaluation: ModelService.ImageSource?
            if let images = order.evaluate { evaluation = try await source(images) }
            let job = try await models.quantize(
                model, named: order.name ?? "\(model.manifest.name)-int8",
                calibration: try await source(order.calibrate), evaluation: evaluation,
                maximumLoss: maximumLoss)
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private func source(_ images: QuantizationOrder.Images) async throws -> ModelService.ImageSource {
        switch (images.collection, images.folder) {
        case (let name?, nil): return .collection(try await engine.collection(named: name))
        case (nil, let folder?):
            guard let allowed = try await folders.allowed(folder) else { fallthrough }
            return .folder(allowed)
        default:
            throw APIError(
                status: .badRequest,
                message: "Images come from a 'collection' or a 'folder': name one of them.")
        }
    }
}
