internal import Catalogue
internal import Embedding
internal import Foundation
internal import JSON
internal import Pictures

/// The work on one batch: pictures side by side, remembered in their order.
struct BatchRun: Sendable {
    static let kind = "batch"
    private static let window = 64
    private static let checkpointInterval: Duration = .seconds(1)

    let engine: Engine
    let context: JobContext

    static func path(_ id: String, _ data: DataDirectory) -> String { "\(data.job(id))/items" }

    /// - Throws: what is no fault of a picture, such as a full disk; `CancellationError`.
    func run() async throws -> [String: JSONValue] {
        let path = Self.path(context.id, engine.data)
        let collection = try await engine.openCollection(named: context.known.collection)
        let known = context.known
        var report = known.result.flatMap { try? BatchReport(members: $0) } ?? BatchReport(total: known.total)
        // Those that are done are not done again; of the others some may be, which replaces them by the same.
        let done = report.indexed + report.failed
        let file = try await Blocking.run {
            let file = try SpoolFile(reading: path)
            for _ in 0..<done { try file.skip() }
            return file
        }
        do {
            try await context.checkpoint(done: done)
            try await work(file, collection, &report, done)
        } catch {
            try? await context.checkpoint(done: report.indexed + report.failed, result: report.members)
            throw Task.isCancelled ? CancellationError() : error
        }
        return try report.members
    }

    private func work(
        _ file: SpoolFile, _ collection: Collection, _ report: inout BatchReport, _ done: Int
    ) async throws {
        var ordered = OrderedResults<BatchReport.Result>()
        var meter = ProgressMeter(total: report.total, begin: .now)
        meter.done = done
        var lastCheckpoint = ContinuousClock.now
        try await withThrowingTaskGroup(of: (Int, BatchReport.Result).self) { group in
            var position = 0
            var isAtEnd = false
            while true {
                while !isAtEnd, position - (report.indexed + report.failed - done) < Self.window {
                    guard let (header, bytes) = try await Blocking.run({ try file.next() }) else {
                        isAtEnd = true
                        break
                    }
                    group.addTask { [position] in (position, try await result(header, bytes, collection)) }
                    position += 1
                }
                guard let (finished, result) = try await group.next() else { break }
                try Task.checkCancellation()
                for (_, result) in ordered.add(result, at: finished) { report.note(result) }
                meter.done = report.indexed + report.failed
                context.report(meter.progress(at: .now))
                if ContinuousClock.now - lastCheckpoint > Self.checkpointInterval {
                    try await context.checkpoint(done: meter.done, result: report.members)
                    lastCheckpoint = .now
                }
            }
        }
    }

    private func result(
        _ header: BatchHeader, _ bytes: [UInt8], _ collection: Collection
    ) async throws -> BatchReport.Result {
        do {
            if let problem = header.problem {
                return BatchReport.Result(imageID: header.key, success: false, error: problem)
            }
            let outcome = try await engine.put(
                bytes, as: header.key, options: header.options, in: collection)
            return BatchReport.Result(imageID: outcome.image.key, success: true)
        } catch let error where Self.isOfThePicture(error) {
            return BatchReport.Result(imageID: header.key, success: false, error: "\(error)")
        }
    }

    /// Whether one picture fails and the others go on.
    private static func isOfThePicture(_ error: any Error) -> Bool {
        switch error {
        case is PictureError: true
        case EmbeddingError.inferenceFailed: true
        case EngineError.unknownCategory, EngineError.identifierTaken, EngineError.invalidCategoryName: true
        default: false
        }
    }
}

/// Lets a few batches be worked on at once, and some wait.
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

    /// A place of one that waits or works, kept until it leaves.
    struct Place: Sendable {
        fileprivate let continuation: AsyncStream<Void>.Continuation

        func leave() { continuation.finish() }
    }

    /// - Throws: ``/Embedding/EmbeddingError/overloaded(retryAfter:)`` where there was no place for long.
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
                break
            }
            return Place(continuation: leaving)
        } onCancel: {
            task.cancel()
        }
    }

    func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await working.withPlace(weight: 0) { try await body() }
    }
}
