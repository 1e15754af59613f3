internal import HTTPTypes
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// The native API: collections, images, searches, jobs and models.
struct NativeSurface: Surface {
    let engine: Engine
    /// Which folders clients may name.
    let folders: FolderRule
    let configured: ConfiguredFolders
    let tag = "Lookalike"
    let tagDescription = "Collections, images, searches and jobs."
    let audience = RouteAudience.native

    var routes: [Route] {
        collectionRoutes + imageRoutes + [searchRoute] + categoryRoutes + duplicateRoutes + jobRoutes + [
            modelsRoute
        ]
    }

    // Parameters of several routes.
    static let collection = QueryParameter<String>.required(
        "collection", location: .path, description: "The collection's name.")
    static let image = QueryParameter<String>.required(
        "id", location: .path, description: "The image's id; a slash in it is written %2F.")

    /// The collection in the request's path.
    func collection(_ request: RouteRequest) async throws -> OpenCollection {
        try await engine.collection(named: try request.value(Self.collection))
    }

    private var modelsRoute: Route {
        Route(
            .get, "/models", "List models", answers: [.json(ModelList.self, "The models that can be used.")]
        ) { [engine] _ in
            let (defaultModel, installed) = await engine.blocking {
                // Without any model there is no default.
                (try? engine.defaultModel, engine.embedder.library.scan().models)
            }
            let models = installed.map(\.manifest).map { model in
                ModelView(
                    name: model.name, dimension: model.dimension, description: model.description,
                    installed: true,
                    isDefault: model.name == defaultModel, suggestedThreshold: model.suggestedThreshold,
                    license: model.license, source: model.source)
            }
            return JSONResponse.make(ModelList(models: models))
        }
    }
}
