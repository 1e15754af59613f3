internal import Foundation
internal import LookalikeCatalogue

/// The parameters of a job that finds duplicates.
struct DuplicateJobParameters: Sendable, Codable {
    static let kind = "duplicates"

    var options: DuplicateSearchOptions
}

extension Engine {
    /// Finds the duplicates of a collection and waits for it. Pairs that are found are stored at once.
    ///
    /// - Parameter progress: called often, from any thread; counts different contents.
    /// - Throws: ``EngineError/duplicateSearchRunning(collection:)``, ``/LookalikeCatalogue/CatalogueError``,
    ///   `CancellationError`.
    public func findDuplicates(
        in collection: OpenCollection, options: DuplicateSearchOptions = DuplicateSearchOptions(),
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> DuplicateRunReport {
        try checkWritable()
        guard duplicateWatch.begin(collection) else {
            throw EngineError.duplicateSearchRunning(collection: collection.name)
        }
        defer { duplicateWatch.end(collection) }
        return try await duplicateWatch.run(
            DuplicateRun(
                collection: collection, embedder: embedder, options: options, index: duplicateWatch.index,
                progress: progress))
    }

    /// Starts ``findDuplicates(in:options:progress:)`` as a job and returns. It goes on after a restart. Once it has been
    /// run, what is added to the collection is compared at once.
    ///
    /// - Throws: ``EngineError/duplicateSearchRunning(collection:)``, ``/LookalikeCatalogue/CatalogueError``.
    public func startDuplicateSearch(
        in collection: OpenCollection, options: DuplicateSearchOptions = DuplicateSearchOptions()
    ) async throws -> Job {
        try checkWritable()
        return try await startDuplicateSearch(collection, options, as: nil)
    }

    func startDuplicateSearch(
        _ collection: OpenCollection, _ options: DuplicateSearchOptions, as known: JobRecord?
    ) async throws -> Job {
        guard duplicateWatch.begin(collection) else {
            throw EngineError.duplicateSearchRunning(collection: collection.name)
        }
        do {
            return try await jobs.start(
                kind: DuplicateJobParameters.kind, collection: collection.name,
                // What was compared before a restart is not compared again.
                parameters: try DuplicateJobParameters(
                    options: DuplicateSearchOptions(threshold: options.threshold)
                ).members,
                as: known
            ) { [embedder, duplicateWatch] context in
                defer { duplicateWatch.end(collection) }
                let run = DuplicateRun(
                    collection: collection, embedder: embedder, options: options,
                    index: duplicateWatch.index, progress: context.report)
                return try await duplicateWatch.run(run).members
            }
        } catch {
            duplicateWatch.end(collection)
            throw error
        }
    }
}
