internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI
internal import LookalikeVectors

extension NativeSurface {
    var collectionRoutes: [Route] {
        [listCollections, createCollection, showCollection, changeCollection, deleteCollection]
    }

    private var listCollections: Route {
        Route(
            .get, "/collections", "List collections",
            description: "One that can't be opened is among them, with its `problem`.",
            answers: [.json(CollectionList.self, "All collections, by name.")]
        ) { [engine] _ in
            let listed = try await engine.listedCollections()
            // This reads the models' folders.
            let views = await engine.blocking { CollectionView.all(listed, engine: engine) }
            return JSONResponse.make(CollectionList(collections: views))
        }
    }

    private func view(of name: String) async throws -> CollectionView {
        let listed = try await engine.listedCollection(named: name)
        return await engine.blocking { [engine] in CollectionView(listed, engine: engine) }
    }

    private var createCollection: Route {
        Route(
            .post, "/collections", "Make a collection", body: .json(NewCollection.self),
            answers: [
                .json(CollectionView.self, "The new collection.", status: 201),
                .error(400, "The name, model, metric, index kind, folder or frames can't be used."),
                .error(403, "Clients may not name this folder."),
                .error(409, "There is a collection of that name."),
            ]
        ) { request in
            let order = try await request.json(NewCollection.self, limit: request.limits.orderBytes)
            let directory = try await folders.allowed(order.directory)
            if let directory { try await Engine.checkReadable(directory) }
            guard let metric = Metric(rawValue: order.metric ?? Metric.cosine.rawValue) else {
                throw APIError(
                    status: .badRequest,
                    message: "There is no metric '\(order.metric ?? "")': use "
                        + Metric.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            let made = try await engine.createCollection(
                named: order.name, model: order.model, metric: metric, indexKind: order.index ?? "auto",
                directory: directory, preparation: order.turned == true ? .turned : .standard,
                frames: order.frames?.applied(to: FrameOptions()) ?? FrameOptions())
            return JSONResponse.make(
                try await view(of: made.name), status: .created,
                headers: [.location: "/collections/\(made.name)"])
        }
    }

    private var showCollection: Route {
        Route(
            .get, "/collections/{collection}", "Show a collection", parameters: [Self.collection],
            answers: [.json(CollectionView.self, "Its statistics."), .error(404, "No such collection.")]
        ) { request in
            let name = try request.value(Self.collection)
            return JSONResponse.make(try await view(of: name))
        }
    }

    private var changeCollection: Route {
        Route(
            .patch, "/collections/{collection}", "Change a collection",
            description:
                "The index is made anew in the background. The model changes while the collection is empty only: vectors of two models are never mixed. A new name comes last, once the other changes are made; the collection of another interface keeps its name.",
            parameters: [Self.collection], body: .json(CollectionChange.self),
            answers: [
                .json(CollectionView.self, "As it is now."),
                .error(400, "The name, the model, the index kind or the frames can't be used."),
                .error(404, "No such collection."),
                .error(
                    409,
                    "It has images of another model, a sync of it is running, the name is taken, or another interface serves it."
                ), .error(503, "A batch for it is not finished."),
            ]
        ) { request in
            let change = try await request.json(CollectionChange.self, limit: request.limits.orderBytes)
            let collection = try await collection(request)
            let kind = try change.index.map { name in
                guard let kind = IndexKind(rawValue: name) else { throw EngineError.unsupportedIndex(name) }
                return kind
            }
            if let name = change.name, name != collection.name {
                try served.checkRenaming(collection.name)
            }
            if let model = change.model, model != collection.record.model {
                try await engine.setModel(.named(model), of: collection)
            }
            if let frames = change.frames {
                let now = collection.record.frames
                try await engine.setFrames(frames.applied(to: now), of: collection)
            }
            if let kind { try await engine.setIndex(kind, of: collection) }
            if let name = change.name {
                try await engine.renameCollection(named: collection.name, to: name)
            }
            return JSONResponse.make(try await view(of: collection.name))
        }
    }

    private var deleteCollection: Route {
        Route(
            .delete, "/collections/{collection}", "Delete a collection",
            description: "Removes its vectors and uploaded images; files of its folder stay.",
            parameters: [Self.collection],
            answers: [
                .json(Deleted.self, "It is gone."), .error(404, "No such collection."),
                .error(409, "A sync of it is running."),
            ]
        ) { request in
            let name = try request.value(Self.collection)
            try await engine.deleteCollection(named: name)
            return JSONResponse.make(Deleted(deleted: name))
        }
    }
}
