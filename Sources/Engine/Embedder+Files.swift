public import Catalogue
internal import Embedding
internal import Pictures

extension Embedder {
    /// The result for one of several files.
    public enum FileOutcome: Sendable {
        /// The file's vector and what was learnt of the image.
        case embedded(Result)
        /// One sentence, without the path.
        case unreadable(String)
    }

    /// Embeds files concurrently and passes the results on in the order of the files.
    ///
    /// - Parameters:
    ///   - preparation: how the images become pixels.
    ///   - each: called for every file in order, with its position.
    ///   - progress: called often.
    /// - Throws: ``EmbeddingError``, `CancellationError`, and what `each` throws; unreadable files don't.
    public nonisolated func embed(
        files: [String], with model: LoadedModel, preparation: PicturePreparation = .standard,
        progress: @Sendable (Job.Progress) -> Void = { _ in }, each: (Int, FileOutcome) throws -> Void
    ) async throws {
        var ordered = OrderedResults<FileOutcome>()
        var meter = ProgressMeter(total: files.count, begin: .now)
        try await withThrowingTaskGroup(of: (Int, FileOutcome).self) { group in
            var remaining = files.enumerated().makeIterator()
            func addNext() {
                guard let (position, path) = remaining.next() else { return }
                group.addTask { (position, try await self.outcome(of: path, with: model, preparation)) }
            }
            // Enough to keep decoders and network busy.
            for _ in 0..<96 { addNext() }
            while let (position, outcome) = try await group.next() {
                try Task.checkCancellation()
                addNext()
                for (position, outcome) in ordered.add(outcome, at: position) { try each(position, outcome) }
                meter.done += 1
                progress(meter.progress(at: .now))
            }
        }
    }

    private nonisolated func outcome(
        of path: String, with model: LoadedModel, _ preparation: PicturePreparation
    ) async throws -> FileOutcome {
        do {
            return .embedded(
                try await embed(file: path, with: model, priority: .bulk, preparation: preparation))
        } catch let error as PictureError {
            return .unreadable(error.description)
        } catch let error as FileReadError {
            return .unreadable(error.detail)
        }
    }
}

/// Puts results that come in any order back in order.
struct OrderedResults<Value> {
    private var waiting: [Int: Value] = [:]
    private var next = 0

    /// - Returns: what can be given on now, with its positions.
    mutating func add(_ value: Value, at position: Int) -> [(Int, Value)] {
        waiting[position] = value
        var ready: [(Int, Value)] = []
        while let value = waiting.removeValue(forKey: next) {
            ready.append((next, value))
            next += 1
        }
        return ready
    }
}
