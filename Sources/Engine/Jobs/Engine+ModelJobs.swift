internal import Foundation
internal import LookalikeCatalogue
public import LookalikeJSON

/// What the work of a job that makes a model tells about itself.
public struct ModelJob: Sendable {
    private let name: String
    private let context: JobContext

    init(_ name: String, _ context: JobContext) {
        self.name = name
        self.context = context
    }

    /// Reports progress to watchers.
    public var report: @Sendable (Job.Progress) -> Void { context.report }

    /// Stores what is known so far; a job that fails afterwards has it too.
    ///
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func note(_ result: [String: JSONValue]) async throws {
        try await context.checkpoint(done: 0, result: members(result))
    }

    /// With the model's name, which every result has.
    func members(_ result: [String: JSONValue] = [:]) -> [String: JSONValue] {
        result.merging(["model": .string(name)]) { $1 }
    }
}

extension Engine {
    /// The data folder's folder of models.
    public var modelFolder: String { data.models }

    /// The kind of the jobs that install models.
    public static let modelJobKind = "model"
    /// The kind of the jobs that make 8-bit versions of models.
    public static let quantizationJobKind = "quantization"

    /// Starts the making of a model as a job. It does not go on after a restart: what was downloaded is kept, and the
    /// next attempt needs less.
    ///
    /// - Parameters:
    ///   - name: the new model's.
    ///   - kind: ``modelJobKind`` or ``quantizationJobKind``.
    ///   - body: makes it, reports progress, and returns what is known of it then.
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func startModelJob(
        of name: String, kind: String = Engine.modelJobKind,
        _ body: @escaping @Sendable (_ job: ModelJob) async throws -> [String: JSONValue]
    ) async throws -> Job {
        try checkWritable()
        let embedder = embedder
        return try await jobs.start(kind: kind, collection: "", parameters: ["model": .string(name)]) {
            context in
            let job = ModelJob(name, context)
            try await job.note([:])
            let result = try await body(job)
            // What was installed under the name before is not used any more.
            await embedder.forget(name)
            return job.members(result)
        }
    }
}
