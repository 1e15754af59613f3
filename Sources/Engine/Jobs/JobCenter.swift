internal import Foundation

/// The jobs of this process: started, watched, cancelled; the last hundred finished ones are remembered.
public actor JobCenter {
    private struct Entry {
        var job: Job
        var task: Task<Void, Never>?
        var watchers: [UUID: AsyncStream<Job>.Continuation] = [:]
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []

    public init() {}

    /// Starts a job and returns at once.
    ///
    /// - Parameter body: reports progress through its argument; its result is the job's.
    func start(
        kind: String, collection: String,
        _ body: @escaping @Sendable (@escaping @Sendable (Job.Progress) -> Void) async throws -> SyncReport
    ) -> Job {
        let id = UUID().uuidString.lowercased()
        let job = Job(
            id: id, kind: kind, collection: collection, state: .running, progress: Job.Progress(),
            createdAt: Date())
        entries[id] = Entry(job: job)
        order.append(id)
        entries[id]?.task = Task {
            let (progress, report) = AsyncStream.makeStream(
                of: Job.Progress.self, bufferingPolicy: .bufferingNewest(1))
            let listener = Task { for await value in progress { self.update(id) { $0.progress = value } } }
            let outcome: Result<SyncReport, any Error>
            do { outcome = .success(try await body { report.yield($0) }) } catch { outcome = .failure(error) }
            report.finish()
            await listener.value
            self.finish(id, outcome, cancelled: Task.isCancelled)
        }
        return job
    }

    public func jobs() -> [Job] { order.reversed().compactMap { entries[$0]?.job } }

    /// - Throws: ``EngineError/unknownJob(_:)``.
    public func job(_ id: String) throws(EngineError) -> Job {
        guard let entry = entries[id] else { throw .unknownJob(id) }
        return entry.job
    }

    /// Asks a job to stop; it stays at what it has reached. Returns the job as it is now.
    public func cancel(_ id: String) throws(EngineError) -> Job {
        let job = try job(id)
        entries[id]?.task?.cancel()
        return job
    }

    /// The job now and after each change, until it is final.
    public func watch(_ id: String) throws(EngineError) -> AsyncStream<Job> {
        let job = try job(id)
        let (stream, continuation) = AsyncStream.makeStream(
            of: Job.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield(job)
        guard !job.state.isFinal else {
            continuation.finish()
            return stream
        }
        let watcher = UUID()
        entries[id]?.watchers[watcher] = continuation
        continuation.onTermination = { _ in Task { await self.forget(watcher, of: id) } }
        return stream
    }

    /// Stops all jobs and waits for them: before the process ends.
    public func shutDown() async {
        let tasks = entries.values.compactMap(\.task)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private func forget(_ watcher: UUID, of id: String) {
        entries[id]?.watchers[watcher] = nil
    }

    private func update(_ id: String, _ change: (inout Job) -> Void) {
        guard var entry = entries[id] else { return }
        change(&entry.job)
        entries[id] = entry
        for watcher in entry.watchers.values { watcher.yield(entry.job) }
    }

    private func finish(_ id: String, _ outcome: Result<SyncReport, any Error>, cancelled: Bool) {
        update(id) { job in
            job.finishedAt = Date()
            switch outcome {
            case .success(let report):
                job.state = .succeeded
                job.result = report
            case .failure where cancelled: job.state = .cancelled
            case .failure(let error):
                job.state = .failed
                job.error = "\(error)"
            }
        }
        for watcher in entries[id]?.watchers.values ?? [:].values { watcher.finish() }
        entries[id]?.watchers = [:]
        entries[id]?.task = nil
        let final = order.filter { entries[$0]?.job.state.isFinal == true }
        for old in final.dropLast(100) {
            entries[old] = nil
            order.removeAll { $0 == old }
        }
    }
}
