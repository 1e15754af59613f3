internal import Synchronization

extension Engine {
    /// As ``sync(_:directory:options:progress:)``, by a job: others see it, may cancel it, and it goes on after a restart.
    /// Waits for its end; cancelling the task cancels the job.
    ///
    /// - Throws: as ``sync(_:directory:options:progress:)``; `CancellationError` where somebody else cancelled it.
    public func syncByJob(
        _ collection: OpenCollection, directory: String? = nil, options: SyncOptions = SyncOptions(),
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> SyncReport {
        let collection = collection.current
        try checkWritable()
        let outcome = Mutex<Result<SyncReport, any Error>?>(nil)
        let parameters = SyncParameters(directory: directory.map(Self.absolute), options: options)
        let job = try await startSync(collection, parameters, as: nil) { result in
            outcome.withLock { $0 = result }
        }
        // A watcher's stream ends early where its task is cancelled; the job is waited for nevertheless.
        let watching = Task {
            var last = Job.Progress()
            for await job in try await jobs.watch(job.id) {
                let isNew = (job.progress.done, job.progress.total) != (last.done, last.total)
                last = job.progress
                if isNew { progress(last) }
            }
        }
        await withTaskCancellationHandler {
            // The job is known as long as it runs.
            try? await watching.value
        } onCancel: {
            Task { try await jobs.cancel(job.id) }
        }
        guard let result = outcome.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}
