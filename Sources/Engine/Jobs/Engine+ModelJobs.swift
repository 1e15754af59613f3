internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON

extension Engine {
    /// The data folder's folder of models.
    public var modelFolder: String { data.models }

    /// The kind of the jobs that install models.
    public static let modelJobKind = "model"

    /// Starts the installation of a model as a job. It does not go on after a restart: what was downloaded is kept, and the
    /// next attempt needs less.
    ///
    /// - Parameters:
    ///   - name: the model's.
    ///   - body: installs it, and reports progress in bytes.
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func startModelJob(
        of name: String,
        _ body:
            @escaping @Sendable (_ report: @escaping @Sendable (Job.Progress) -> Void) async throws -> Void
    ) async throws -> Job {
        try checkWritable()
        let embedder = embedder
        return try await jobs.start(
            kind: Self.modelJobKind, collection: "", parameters: ["model": .string(name)]
        ) { context in
            try await context.checkpoint(done: 0, result: ["model": .string(name)])
            try await body(context.report)
            // What was installed under the name before is not used any more.
            await embedder.forget(name)
            return ["model": .string(name)]
        }
    }
}
