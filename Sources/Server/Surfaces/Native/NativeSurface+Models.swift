internal import Foundation
internal import HTTPTypes
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeModelRegistry
internal import LookalikeOpenAPI

extension NativeSurface {
    static let model = QueryParameter<String>.required(
        "name", location: .path, description: "The model's name.")
    private static let force = QueryParameter<Bool>(
        "force", default: false, description: "Remove it even if collections were made with it.")

    var modelRoutes: [Route] {
        [listModels, listAvailable, pullModel, importModel, removeModel, quantizeModel] + modelDetailRoutes
    }

    private var listModels: Route {
        Route(
            .get, "/models", "List models", answers: [.json(ModelList.self, "The models that can be used.")]
        ) { [engine, models] _ in
            let (defaultModel, installed) = await engine.blocking {
                // Without any model there is no default.
                (try? engine.defaultModel, engine.embedder.library.scan().models)
            }
            let collections = try await engine.collectionRecords()
            return JSONResponse.make(
                ModelList(
                    models: installed.map { model in
                        let manifest = model.manifest
                        return ModelView(
                            name: manifest.name, dimension: manifest.dimension,
                            description: manifest.description, installed: true,
                            isDefault: manifest.name == defaultModel, words: model.knowsWords,
                            collections: collections.filter { $0.model == manifest.name }.map(\.name),
                            removable: models.isRemovable(model),
                            suggestedThreshold: manifest.thresholdForImages, license: manifest.license,
                            source: manifest.source)
                    }))
        }
    }

    private var listAvailable: Route {
        Route(
            .get, "/models/available", "List models that can be installed",
            answers: [.json(AvailableModels.self, "The published models that are known.")]
        ) { [engine, models] _ in
            let available = await engine.blocking {
                let installed = Set(engine.embedder.library.scan().models.map(\.manifest.name))
                let download = models.download()
                return models.registry.entries.map {
                    AvailableModel($0, download, installed: installed.contains($0.name))
                }
            }
            return JSONResponse.make(AvailableModels(models: available, mirror: models.mirror != nil))
        }
    }

    private var pullModel: Route {
        Route(
            .post, "/models/{name}/pull", "Download and install a model",
            description:
                "From its makers, or from the server's mirror. The job's progress counts bytes. Where a file differs from the one that was downloaded first, the job fails, and its result has `changed_file`, `pinned_sha256` and `found_sha256`: `accept_sha256` takes it.",
            parameters: [Self.model], body: .json(PullOrder.self, isOptional: true),
            answers: [
                .json(Job.self, "The job that does it.", status: 202),
                .error(400, "The name or the recipe is not valid."), .error(404, "No such published model."),
                .error(409, "There is a model of that name already."),
            ]
        ) { [models] request in
            let body = try await request.bytes(limit: request.limits.orderBytes)
            let order = body.isEmpty ? PullOrder() : try ValidationIssues.decode(PullOrder.self, from: body)
            var options = ModelInstaller.Options()
            (options.name, options.recipe) = (order.name, order.recipe)
            let job = try await models.pull(
                try request.value(Self.model), options, accepting: order.changes)
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private var importModel: Route {
        Route(
            .post, "/models", "Install a model from a weight file",
            description:
                "Reads safetensors, PyTorch checkpoints, TorchScript archives and Keras files of the server's machine.",
            body: .json(ModelOrder.self),
            answers: [
                .json(Job.self, "The job that does it.", status: 202),
                .error(400, "The name or the recipe is not valid."),
                .error(403, "Clients may not name this folder."), .error(404, "No such architecture."),
                .error(409, "There is a model of that name already."),
            ]
        ) { [models] request in
            let body = try await request.bytes(limit: request.limits.orderBytes)
            let order = try ValidationIssues.decode(ModelOrder.self, from: body)
            let folder = URL(fileURLWithPath: order.path).deletingLastPathComponent().path
            _ = try await folders.allowed(folder)
            var options = ModelInstaller.Options()
            (options.name, options.recipe, options.entry) = (order.name, order.recipe, order.entry)
            let job = try await models.importWeights(order.architecture, order.path, options)
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private var removeModel: Route {
        Route(
            .delete, "/models/{name}", "Remove a model",
            description: "Collections that were made with it keep their vectors, and need it for new images.",
            parameters: [Self.model, Self.force],
            answers: [
                .json(RemovedModel.self, "It is removed."), .error(404, "No such model."),
                .error(409, "Collections need it, or it is part of the program."),
            ]
        ) { [models] request in
            let name = try request.value(Self.model)
            try await models.remove(name, isForced: try request.value(Self.force))
            return JSONResponse.make(RemovedModel(name: name))
        }
    }
}
