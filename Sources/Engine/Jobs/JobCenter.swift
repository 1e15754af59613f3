internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeWorkThreads
internal import Tracing

/// The jobs of a data folder: starts, watches, cancels and stores them. Of the finished jobs, the last hundred are
/// listed and the last thousand kept.
public actor JobCenter {
    private struct Entry {
        var job: Job
        var record: JobRecord
        var task: Task<Void, Never>?
        var watchers: [UUID: AsyncStream<Job>.Continuation] = [:]
    }

    private static let listed = 100
    private static let known = 1_000
    private let catalogue: any Catalogue
    private let data: DataDirectory
    private let problems: EngineProblems
    /// Unfinished jobs.
    private var entries: [String: Entry] = [:]
    /// The listed finished jobs, cached: they do not change.
    private var listedFinals: [String: Job] = [:]
    /// How many jobs have ended so far.
    private var endings = 0
    private var isShuttingDown = false
    /// Collections whose names are changing: no job of theirs begins.
    private var changing: Set<String> = []

    init(catalogue: any Catalogue, data: DataDirectory, problems: EngineProblems) {
        (self.catalogue, self.data, self.problems) = (catalogue, data, problems)
    }

    /// Starts a job; it is stored when the call returns.
    ///
    /// - Parameters:
    ///   - parameters: needed to resume the job after a restart.
    ///   - known: a job from before a restart, to be resumed under its id.
    ///   - body: its result becomes the job's.
    /// - Throws: ``EngineError/collectionBusy(_:)`` while the collection gets another name,
    ///   ``/LookalikeCatalogue/CatalogueError``.
    func start(
        kind: String, collection: String, parameters: [String: JSONValue], total: Int = 0,
        as known: JobRecord? = nil, id: String = UUID().uuidString.lowercased(),
        state: JobRecord.State = .running,
        _ body: @escaping @Sendable (JobContext) async throws -> [String: JSONValue]
    ) async throws -> Job {
        if changing.contains(collection) { throw EngineError.collectionBusy(collection) }
        var record =
            known
            ?? JobRecord(
                id: id, kind: kind, collection: collection, state: state, total: total,
                parameters: parameters, createdAt: .storable)
        record.state = state
        try await store(record)
        let job = Job(record)
        entries[record.id] = Entry(job: job, record: record)
        let context = JobContext(id: record.id, known: record, center: self)
        // A job goes on after the request that began it, and is no part of its trace.
        let task = InstrumentationContext.withValue(nil) { Task { await self.run(context, body) } }
        entries[record.id]?.task = task
        return job
    }

    /// Calls `body`, which gives a collection another name, while the collection has no unfinished job.
    ///
    /// - Throws: ``EngineError/collectionBusy(_:)`` if it has one.
    func renaming(_ collection: String, _ body: @Sendable () async throws -> Void) async throws {
        guard !entries.values.contains(where: { $0.record.collection == collection }),
            changing.insert(collection).inserted
        else { throw EngineError.collectionBusy(collection) }
        defer {
            changing.remove(collection)
            // They have the old name.
            forgetListed()
        }
        try await body()
    }

    /// The jobs of a collection are those of a deleted one by now.
    func forgetListed() {
        listedFinals = [:]
        endings += 1
    }

    private func run(
        _ context: JobContext, _ body: @Sendable (JobContext) async throws -> [String: JSONValue]
    ) async {
        let listener = Task {
            for await value in context.progress { self.update(context.id) { $0.progress = value } }
        }
        let outcome: Result<[String: JSONValue], any Error>
        do { outcome = .success(try await body(context)) } catch { outcome = .failure(error) }
        context.finish()
        await listener.value
        await finish(context.id, outcome, cancelled: Task.isCancelled)
    }

    /// Number of waiting and running jobs.
    public var activeCount: Int { entries.count }

    /// Newest first: all unfinished jobs and the latest finished ones; each as ``Job/summary``.
    public func jobs() async throws -> [Job] {
        var jobs: [Job] = []
        // A job that ends while the catalogue is read may appear unfinished.
        for _ in 0..<3 {
            let before = endings
            let (catalogue, known) = (catalogue, listedFinals)
            var read: [Job] = []
            for var record in try await catalogue.jobHeads(finalLimit: Self.listed) {
                if record.state.isFinal, let job = known[record.id] {
                    read.append(job)
                } else {
                    record.result = try await catalogue.resultSummary(ofJob: record.id)
                    read.append(Job(record))
                }
            }
            let finals = read.filter(\.state.isFinal)
            listedFinals = Dictionary(finals.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
            jobs = read.map { entries[$0.id]?.job.summary ?? $0 }
            if endings == before { break }
        }
        return jobs
    }

    /// - Throws: ``EngineError/unknownJob(_:)``.
    public func job(_ id: String) async throws -> Job {
        if let entry = entries[id] { return entry.job }
        guard let record = try await record(id) else { throw EngineError.unknownJob(id) }
        // It may have been resumed in the meantime.
        return entries[id]?.job ?? Job(record)
    }

    private func record(_ id: String) async throws -> JobRecord? {
        let catalogue = catalogue
        return try await catalogue.job(id)
    }

    /// Asks a job to stop; results so far are kept. Returns the job as it is now.
    ///
    /// - Throws: ``EngineError/unknownJob(_:)``.
    public func cancel(_ id: String) async throws -> Job {
        if let entry = entries[id] {
            if !entry.job.state.isFinal { entry.task?.cancel() }
            return entry.job
        }
        guard var record = try await record(id) else { throw EngineError.unknownJob(id) }
        if entries[id] != nil { return try await cancel(id) }
        guard !record.state.isFinal else { return Job(record) }
        // From before a restart, and not resumed.
        record.state = .cancelled
        record.finishedAt = .storable
        try await store(record)
        await removeFiles(id)
        return Job(record)
    }

    /// Waits until the job is finished.
    public func finished(_ id: String) async throws -> Job {
        for await job in try await watch(id) where job.state.isFinal { return job }
        return try await job(id)
    }

    /// The job now and after each change, until it is finished.
    public func watch(_ id: String) async throws -> AsyncStream<Job> {
        if let stream = watchActive(id) { return stream }
        let job = try await job(id)
        if let stream = watchActive(id) { return stream }
        let (stream, continuation) = AsyncStream.makeStream(of: Job.self)
        continuation.yield(job)
        continuation.finish()
        return stream
    }

    /// Nil if the job is not running.
    private func watchActive(_ id: String) -> AsyncStream<Job>? {
        guard let job = entries[id]?.job else { return nil }
        let (stream, continuation) = AsyncStream.makeStream(
            of: Job.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield(job)
        let watcher = UUID()
        entries[id]?.watchers[watcher] = continuation
        continuation.onTermination = { _ in Task { await self.forget(watcher, of: id) } }
        return stream
    }

    /// Stops all jobs and waits for them, before the process ends; the next start resumes them.
    public func shutDown() async {
        isShuttingDown = true
        let tasks = entries.values.compactMap(\.task)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    /// Jobs from before a restart that were not resumed.
    func unfinished() async throws -> [JobRecord] {
        let catalogue = catalogue
        let records = try await catalogue.jobs(finalLimit: 0)
        return records.filter { entries[$0.id] == nil }.reversed()
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

    /// Notes that work on a job begins, and returns its record. If the process crashes, the next one knows that it
    /// was during this work.
    func beginAttempt(_ id: String) async throws -> JobRecord? {
        guard var record = entries[id]?.record else { return nil }
        record.attempts += 1
        try await store(record)
        entries[id]?.record = record
        return record
    }

    /// The work on a job pauses: it did not crash the process.
    func endAttempt(_ id: String) {
        guard let attempts = entries[id]?.record.attempts else { return }
        // Stored with the job's next change.
        entries[id]?.record.attempts = max(0, attempts - 1)
    }

    /// Stores a job's progress, so that it can be resumed from there.
    func checkpoint(
        _ id: String, state: JobRecord.State, done: Int, result: [String: JSONValue]?
    ) async throws {
        update(id) { job in
            job.state = state
            job.result = result ?? job.result
        }
        guard var record = entries[id]?.record else { return }
        // A job that makes progress is no danger to the process.
        if done > record.done { record.attempts = 0 }
        (record.state, record.done, record.result) = (state, done, result ?? record.result)
        entries[id]?.record = record
        try await store(record)
    }

    private func finish(
        _ id: String, _ outcome: Result<[String: JSONValue], any Error>, cancelled: Bool
    ) async {
        guard let entry = entries[id] else { return }
        var job = entry.job
        job.finish(outcome, cancelled: cancelled)
        let goesOn = isShuttingDown && cancelled
        let record = goesOn ? entry.record.waiting : entry.record.with(job)
        let isStored = await isStored(record)
        if !goesOn, isStored, !outcome.mayHaveLeftImages { await removeFiles(id) }
        // Whoever waits for the end finds everything done.
        update(id) { $0 = job }
        for watcher in entries[id]?.watchers.values ?? [:].values { watcher.finish() }
        entries[id]?.watchers = [:]
        if !isStored, !isShuttingDown { return storeLater(record) }
        entries[id] = nil
        endings += 1
        let catalogue = catalogue
        try? await catalogue.forgetJobs(keeping: Self.known)
    }

    private func isStored(_ record: JobRecord) async -> Bool {
        do {
            try await store(record)
            problems.set(.job, record.id, nil)
            return true
        } catch {
            problems.set(.job, record.id, "The end of the job \(record.id) can't be remembered: \(error)")
            return false
        }
    }

    /// Retries until the end of a job is stored. Until then it is known in memory only; a restart would repeat the
    /// rest of the job.
    private func storeLater(_ record: JobRecord) {
        entries[record.id]?.task = Task {
            while !Task.isCancelled {
                // Cancellation ends the wait early, and the loop checks for it.
                try? await Task.sleep(for: .seconds(2))
                if await isStored(record) {
                    if record.state != .failed { await removeFiles(record.id) }
                    break
                }
            }
            entries[record.id] = nil
        }
    }

    /// Removes the files of a finished job.
    private func removeFiles(_ id: String) async {
        let folder = SpoolFolder(data, id)
        // On failure the next start removes them, because the job is finished.
        try? await Blocking.run { try folder.remove() }
    }

    private func store(_ record: JobRecord) async throws {
        let catalogue = catalogue
        try await catalogue.put(record)
    }
}

extension Result {
    /// Whether a job failed through no fault of its images, which may exist nowhere else.
    fileprivate var mayHaveLeftImages: Bool {
        guard case .failure(let error) = self, !(error is CancellationError) else { return false }
        return FaultPolicy.goesOnLater(after: error)
    }
}

extension Job {
    fileprivate mutating func finish(_ outcome: Result<[String: JSONValue], any Error>, cancelled: Bool) {
        finishedAt = .storable
        switch outcome {
        case .success(let result):
            state = .succeeded
            self.result = result
            progress.done = max(progress.done, progress.total)
            progress.secondsLeft = nil
        case .failure where cancelled: state = .cancelled
        case .failure(let error):
            state = .failed
            self.error = "\(error)"
        }
    }
}

extension JobRecord {
    fileprivate var waiting: JobRecord {
        var record = self
        // It was stopped; it did not crash the process.
        record.attempts = 0
        record.state = .queued
        return record
    }

    fileprivate func with(_ job: Job) -> JobRecord {
        var record = self
        (record.state, record.done, record.total) = (job.state, job.progress.done, job.progress.total)
        (record.result, record.error, record.finishedAt) = (job.result, job.error, job.finishedAt)
        return record
    }
}
