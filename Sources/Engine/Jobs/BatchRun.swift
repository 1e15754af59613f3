internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikeWorkThreads

/// Processes one batch: images concurrently, recorded in their order.
struct BatchRun: Sendable {
    static let kind = "batch"
    private static let window = 64
    private static let checkpointInterval: Duration = .seconds(1)

    let engine: Engine
    let context: JobContext
    /// The job's record when processing began.
    private let known: JobRecord
    /// The image that was being tried when the process last crashed, if known.
    private let suspect: SpoolFolder.Attempt?

    /// Something other than an image stopped the work; it resumes later from where it was.
    struct Postponed: Error {
        let reason: any Error
    }

    init(engine: Engine, context: JobContext) async throws {
        self.engine = engine
        self.context = context
        known = try await context.beginAttempt()
        let folder = SpoolFolder(engine.data, context.id)
        suspect = await Blocking.run { folder.lastAttempt }
    }

    /// - Throws: ``Postponed``; ``EngineError/unknownCollection(_:)`` if the collection was deleted,
    ///   `CancellationError`.
    func run() async throws -> [String: JSONValue] {
        let path = SpoolFolder(engine.data, context.id).items
        do {
            let collection = try await engine.collection(named: known.collection)
            return try await work(at: path, collection)
        } catch {
            await context.endAttempt()
            if Task.isCancelled { throw CancellationError() }
            if FaultPolicy.goesOnLater(after: error) { throw Postponed(reason: error) }
            // A deletion was begun; where it fails, the collection is still there and wants its images.
            if case EngineError.unknownCollection = error,
                try await engine.catalogue.collection(named: known.collection) != nil
            {
                throw Postponed(reason: error)
            }
            throw error
        }
    }

    private func work(at path: String, _ collection: OpenCollection) async throws -> [String: JSONValue] {
        // Without a readable report everything is done again, which replaces images by themselves.
        var report = known.result.flatMap { try? BatchReport(members: $0) } ?? BatchReport(total: known.total)
        // Finished images are skipped; some others may be done twice, which replaces them by themselves.
        let done = report.indexed + report.failed
        let file = try await Blocking.run {
            let file = try SpoolFile(reading: path)
            for _ in 0..<done { try file.skip() }
            return file
        }
        await checkpoint(report)
        do {
            try await work(file, collection, &report, done)
        } catch {
            // The process survived it, so the image is not to blame.
            if isCareful {
                await Blocking.run { [engine, context] in
                    SpoolFolder(engine.data, context.id).forgetAttempt()
                }
            }
            await checkpoint(report)
            throw error
        }
        engine.problems.set(.job, context.id, nil)
        return try report.members
    }

    private func work(
        _ file: SpoolFile, _ collection: OpenCollection, _ report: inout BatchReport, _ done: Int
    ) async throws {
        var meter = ProgressMeter(total: report.total, begin: .now)
        meter.done = done
        var lastCheckpoint = ContinuousClock.now
        let intake = Intake(window: .init(count: window, ahead: window), isOrdered: true)
        try await intake.run(SpooledImages(file: file)) { item, number in
            try await noteAttempt(number + done)
            return try await outcome(item, number + done, collection)
        } each: { _, result in
            report.note(result)
            meter.done = report.indexed + report.failed
            context.report(meter.progress(at: .now))
            if isCareful || ContinuousClock.now - lastCheckpoint > Self.checkpointInterval {
                await checkpoint(report)
                lastCheckpoint = .now
            }
        }
    }

    /// If progress can't be stored, the next start repeats a part of the work.
    private func checkpoint(_ report: BatchReport) async {
        do {
            try await context.checkpoint(done: report.indexed + report.failed, result: report.members)
            engine.problems.set(.job, context.id, nil)
        } catch {
            engine.problems.set(.job, context.id, "The batch \(context.id) can't be remembered: \(error)")
        }
    }

    // MARK: Care

    /// How often an image is tried alone if the process crashes during it.
    private static let mostAttempts = 3

    /// Whether the process crashed during this batch without making progress. Then images are tried one by one, each
    /// noted before, so that one that crashes the process is skipped next time.
    private var isCareful: Bool { known.attempts > 2 }
    private var window: Int { isCareful ? 1 : Self.window }

    private func noteAttempt(_ position: Int) async throws {
        guard isCareful else { return }
        let folder = SpoolFolder(engine.data, context.id)
        let count = suspect?.position == position ? (suspect?.count ?? 0) + 1 : 1
        try await Blocking.run { try folder.note(.init(position: position, count: count)) }
    }

    private func outcome(
        _ item: SpooledImages.Item, _ position: Int, _ collection: OpenCollection
    ) async throws -> BatchReport.Result {
        let id = item.image.id ?? ""
        if isCareful, let suspect, suspect.position == position, suspect.count >= Self.mostAttempts {
            return BatchReport.Result(
                imageID: id, success: false,
                error:
                    "The program ended \(suspect.count) times while this image was worked on, so it was passed over."
            )
        }
        if let problem = item.problem {
            return BatchReport.Result(imageID: id, success: false, error: problem)
        }
        let stored = try await FaultPolicy.patient.attempt {
            try await engine.put(item.image, in: collection)
        }
        return switch stored {
        case .success(let outcome):
            BatchReport.Result(imageID: outcome.image.id, success: true, mark: outcome.image.mark)
        case .failure(let refusal):
            BatchReport.Result(imageID: id, success: false, error: refusal.sentence)
        }
    }
}

/// The images of a batch, read from its file as they are needed.
private struct SpooledImages: ImageSource {
    struct Item: Sendable {
        let image: IncomingImage
        /// Why it can't be an image, if that was known when it arrived.
        let problem: String?
    }

    let file: SpoolFile

    func next() async throws -> Item? {
        let next = try await Blocking.run { [file] in try file.next() }
        return next.map { Item(image: $0.image($1), problem: $0.problem) }
    }

    func id(of item: Item) -> String? { item.image.id }
}

/// Limits how many batches are processed and how many wait.
final class BatchQueue: Sendable {
    private let waiting: AdmissionQueue
    private let working: AdmissionQueue

    init(_ configuration: EngineConfiguration) {
        waiting = AdmissionQueue(
            places: max(1, configuration.concurrentBatches + configuration.waitingBatches), weight: 0,
            patience: configuration.queuePatience)
        working = AdmissionQueue(
            places: max(1, configuration.concurrentBatches), weight: 0, patience: nil)
    }

    /// The place of a waiting or running batch, held until it leaves.
    struct Place: Sendable {
        fileprivate let continuation: AsyncStream<Void>.Continuation

        func leave() { continuation.finish() }
    }

    /// - Throws: ``/LookalikeEmbedding/EmbeddingError/overloaded(retryAfter:)`` if no place became free in time,
    ///   `CancellationError` if the caller was cancelled.
    func enter(isPatient: Bool) async throws -> Place {
        let (left, leaving) = AsyncStream.makeStream(of: Void.self)
        let (entered, entering) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
        let task = Task {
            do {
                try await waiting.withPlace(weight: 0, isPatient: isPatient) {
                    entering.yield(.success(()))
                    for await _ in left {}
                }
            } catch {
                entering.yield(.failure(error))
            }
        }
        return try await withTaskCancellationHandler {
            for await result in entered {
                try result.get()
                return Place(continuation: leaving)
            }
            // If the caller was cancelled, the stream ends without a result, and a place obtained anyway is given up
            // at once.
            leaving.finish()
            throw CancellationError()
        } onCancel: {
            task.cancel()
        }
    }

    func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await working.withPlace(weight: 0) { try await body() }
    }
}
