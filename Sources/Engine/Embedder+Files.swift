public import LookalikeCatalogue
internal import LookalikeEmbedding

extension Embedder {
    /// The result for one of several files.
    public enum FileOutcome: Sendable {
        /// The file's vector and what was learnt of the image.
        case embedded(Result)
        /// Or the network failed with it. One sentence, without the path.
        case unreadable(String)
    }

    /// Embeds files concurrently and passes the results on in the order of the files.
    ///
    /// - Parameters:
    ///   - preparation: how the images become pixels.
    ///   - each: called for every file in order, with its position.
    ///   - progress: called often.
    /// - Throws: ``EmbeddingError``, unless one image alone is affected; `CancellationError`, and what `each` throws.
    ///   Unreadable files don't.
    public nonisolated func embed(
        files: [String], with model: LoadedModel, preparation: ImagePreparation = .standard,
        progress: @Sendable (Job.Progress) -> Void = { _ in }, each: (Int, FileOutcome) throws -> Void
    ) async throws {
        var meter = ProgressMeter(total: files.count, begin: .now)
        let intake = Intake(window: .init(count: 96), isOrdered: true)
        try await intake.run(ListedImages(files.count) { files[$0] }) { path, _ in
            try await self.outcome(of: path, with: model, preparation)
        } each: { position, outcome in
            try each(position, outcome)
            meter.done += 1
            progress(meter.progress(at: .now))
        }
    }

    private nonisolated func outcome(
        of path: String, with model: LoadedModel, _ preparation: ImagePreparation
    ) async throws -> FileOutcome {
        let made = try await FaultPolicy.once.attempt {
            try await embed(file: path, with: model, priority: .bulk, preparation: preparation)
        }
        return switch made {
        case .success(let result): .embedded(result)
        case .failure(let refusal): .unreadable(refusal.sentence)
        }
    }
}
