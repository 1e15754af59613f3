public import LookalikeCatalogue
internal import LookalikeEmbedding
public import LookalikePictures
internal import LookalikeWorkThreads

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

    /// What became of the views of one file.
    public enum ViewsOutcome: Sendable {
        /// A vector of each view, the image as it is (or as it was turned) first.
        case embedded([[Float]])
        /// Or the network failed with it. One sentence, without the path.
        case unreadable(String)
    }

    /// Embeds the views of files by which a search with each would go, and passes them on in the order of the files.
    ///
    /// - Parameters:
    ///   - augmentation: which views.
    ///   - turn: what is done to each image before.
    ///   - each: called for every file in order, with its position.
    ///   - progress: called often.
    /// - Throws: as ``embed(files:with:preparation:progress:each:)``.
    public nonisolated func embed(
        viewsOf files: [String], with model: LoadedModel, _ augmentation: Augmentation,
        turn: ImageTurn = .none, progress: @Sendable (Job.Progress) -> Void = { _ in },
        each: (Int, ViewsOutcome) throws -> Void
    ) async throws {
        var meter = ProgressMeter(total: files.count, begin: .now)
        let intake = Intake(window: .init(count: 16), isOrdered: true)
        try await intake.run(ListedImages(files.count) { files[$0] }) { path, _ in
            let made = try await FaultPolicy.once.attempt {
                try await self.views(of: path, with: model, augmentation, turn)
            }
            switch made {
            case .success(let vectors): return ViewsOutcome.embedded(vectors)
            case .failure(let refusal): return .unreadable(refusal.sentence)
            }
        } each: { position, outcome in
            try each(position, outcome)
            meter.done += 1
            progress(meter.progress(at: .now))
        }
    }

    private nonisolated func views(
        of path: String, with model: LoadedModel, _ augmentation: Augmentation, _ turn: ImageTurn
    ) async throws -> [[Float]] {
        let limit = limits.maximumBytes(named: path)
        let bytes = try await Blocking.run {
            do {
                return try FileContent.read(path, limit: limit).bytes
            } catch let failure as FileContent.Failure {
                throw failure.asError(path: path, limit: limit)
            }
        }
        let views = augmentation.views(of: QueryImage(bytes, region: nil).turned(turn))
        return try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for (place, view) in views.enumerated() {
                group.addTask {
                    let made = try await self.embed(
                        bytes, region: view.region, turn: view.turn, with: model, priority: .bulk)
                    return (place, made.vector)
                }
            }
            var vectors = [[Float]](repeating: [], count: views.count)
            for try await (place, vector) in group { vectors[place] = vector }
            return vectors
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
