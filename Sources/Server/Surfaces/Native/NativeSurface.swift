internal import LookalikeEngine
internal import LookalikeOpenAPI

/// The native API: collections, images, searches, jobs and models.
struct NativeSurface: Surface {
    let engine: Engine
    /// Which folders clients may name.
    let folders: FolderRule
    let configured: ConfiguredFolders
    let models: ModelService
    let served: ServedNames
    let backups: BackupFolder
    /// Images that clients name by their addresses.
    let addresses: FetchedImages
    /// Memory for what clients send.
    let uploads: UploadBudget
    let tag = "Lookalike"
    let tagDescription = "Collections, images, searches and jobs."
    let audience = RouteAudience.native

    var routes: [Route] {
        collectionRoutes + rootRoutes + imageRoutes + [searchRoute, batchSearchRoute, fieldsRoute]
            + categoryRoutes + duplicateRoutes + duplicateReviewRoutes + jobRoutes + modelRoutes
            + likenessRoutes + migrationRoutes + backupRoutes + mapRoutes + [serverRoute]
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
}
