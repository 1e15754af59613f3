internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension GallerySurface {
    var adminRoutes: [Route] {
        [status] + [rebuildIndex, rebuildPrototypes, queues, processQueues].map { $0.native() }
    }

    private var status: Route {
        Route(
            .get, "/status", "State and statistics", answers: [.json(GalleryStatus.self, "The figures.")]
        ) { _ in
            let (collection, problem) = await gallery.state()
            let total = collection?.count ?? 0
            let model = await gallery.servingModel(of: collection)
            let isInstalled = await gallery.isInstalled(model)
            return JSONResponse.make(
                GalleryStatus(
                    status: isInstalled && problem == nil ? "healthy" : "degraded", isIndexLoaded: total > 0,
                    // Whoever got here has asked it.
                    isDatabaseConnected: true,
                    totalImages: try await engine.counts(in: collection).ready,
                    totalVectors: total,
                    categoriesWithPrototypes: collection.map { withImages($0).count } ?? 0,
                    index: collection.map(index), model: model, isModelInstalled: isInstalled,
                    twoStage: collection.flatMap(engine.twoStageRecall).map(GalleryRecall.init),
                    problem: problem.map { APIError($0).message })
            ).naming(model: model)
        }
    }

    private func index(of collection: OpenCollection) -> GalleryStatus.Index {
        GalleryStatus.Index(
            indexID: collection.recordID, indexType: collection.record.indexKind,
            path: engine.vectorPath(of: collection), total: collection.count)
    }

    private func withImages(_ collection: OpenCollection) -> [CategoryRecord] {
        engine.categories(in: collection).filter { $0.count > 0 }
    }

    private var rebuildIndex: Route {
        Route(
            .post, "/admin/rebuild-index", "Make the index anew",
            description: "From the stored vectors; no image is embedded again.",
            answers: [
                .json(GalleryIndexRebuilt.self, "The index."), .error(400, "There are no vectors."),
            ]
        ) { _ in
            guard let collection = try await gallery.existing(), collection.count > 0 else {
                throw APIError(status: .badRequest, message: "No vectors found in database")
            }
            try await engine.rebuildIndex(of: collection)
            return JSONResponse.make(
                GalleryIndexRebuilt(
                    message: "Index rebuilt successfully", indexID: collection.recordID,
                    totalVectors: collection.count, indexPath: engine.vectorPath(of: collection)))
        }
    }

    private var rebuildPrototypes: Route {
        Route(
            .post, "/admin/rebuild-prototypes", "Make the prototypes anew",
            description:
                "From the stored vectors, though every change keeps them right; and measures what the search by them finds.",
            answers: [.json(GalleryPrototypesRebuilt.self, "The categories.")]
        ) { _ in
            var rebuilt: [Int64] = []
            if let collection = try await gallery.existing() {
                rebuilt = try await engine.rebuildPrototypes(in: collection).categories
                    .filter { $0.count > 0 }.map(\.id)
                try await engine.measureTwoStageRecall(in: collection)
            }
            return JSONResponse.make(
                GalleryPrototypesRebuilt(
                    message: "Prototypes rebuilt successfully", categoriesProcessed: rebuilt.count,
                    prototypeCategories: rebuilt))
        }
    }

    private static let limit = QueryParameter<Int>(
        "limit", default: 100, in: 1...1_000, description: "The most entries of each.")

    private var queues: Route {
        Route(
            .get, "/admin/queues", "What is still to be done",
            description:
                "Nothing, ever: each change is complete, its prototypes and the index included, when it is answered.",
            parameters: [Self.limit], answers: [.json(GalleryQueues.self, "The queues.")]
        ) { _ in JSONResponse.make(GalleryQueues()) }
    }

    private static let prototypes = QueryParameter<Bool>(
        "process_prototypes", default: true, description: "Do what is to be done for prototypes.")
    private static let deletions = QueryParameter<Bool>(
        "process_deletions", default: true, description: "Do what is to be done for deleted images.")

    private var processQueues: Route {
        Route(
            .post, "/admin/process-queues", "Do what is still to be done",
            parameters: [Self.prototypes, Self.deletions],
            answers: [.json(GalleryQueuesProcessed.self, "What was done.")]
        ) { _ in JSONResponse.make(GalleryQueuesProcessed()) }
    }
}
