internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeWorkThreads

/// The parameters of a sync job.
struct SyncParameters: Sendable, Codable {
    static let kind = "sync"

    /// Nil means all roots.
    var directory: String?
    var force: Bool
    var full: Bool
    var dryRun: Bool
    var allowRemovals: Bool?
    var replaceFolder: Bool?
    var addsRoot: Bool?
    var batchSize: Int

    init(directory: String?, options: SyncOptions) {
        self.directory = directory
        (force, full, dryRun, batchSize) = (options.force, options.full, options.dryRun, options.batchSize)
        (allowRemovals, replaceFolder) = (options.allowRemovals, options.replaceFolder)
        addsRoot = options.addsRoot
    }

    var options: SyncOptions {
        var options = SyncOptions(force: force, full: full, dryRun: dryRun, batchSize: batchSize)
        options.allowRemovals = allowRemovals ?? false
        options.replaceFolder = replaceFolder ?? false
        options.addsRoot = addsRoot ?? false
        return options
    }
}

extension Engine {
    /// Resumes the jobs that a restart interrupted. Call once at server start.
    ///
    /// - Returns: the resumed jobs. A job that can't be resumed, such as one of a deleted collection, has failed.
    @discardableResult
    public func resumeJobs() async throws -> [Job] {
        try checkWritable()
        var resumed: [Job] = []
        for record in try await jobs.unfinished() {
            do {
                resumed.append(try await resume(record))
            } catch {
                await giveUp(record, error)
            }
        }
        return resumed
    }

    /// Marks a job as not resumed. None of its data is removed. If the reason is temporary, the next start retries a
    /// batch.
    private func giveUp(_ record: JobRecord, _ error: any Error) async {
        problems.set(.job, record.id, "The job \(record.id) of before the restart does not go on: \(error)")
        // A sync has no data of its own to lose.
        if record.kind == BatchRun.kind, FaultPolicy.goesOnLater(after: error) { return }
        var failed = record
        (failed.state, failed.error, failed.finishedAt) = (.failed, "\(error)", .storable)
        do {
            try await catalogue.put(failed)
        } catch {
            problems.set(.job, record.id, "The end of the job \(record.id) can't be remembered: \(error)")
        }
    }

    private func resume(_ record: JobRecord) async throws -> Job {
        switch record.kind {
        case SyncParameters.kind:
            // Something in the folder may have crashed the process; trying again would crash it again.
            if record.attempts > 0 { throw ResumingError.endedTwice }
            var record = record
            record.attempts += 1
            let collection = try await collection(named: record.collection)
            return try await startSync(
                collection, try SyncParameters(members: record.parameters), as: record)
        case BatchRun.kind:
            return try await startBatch(
                record.id, in: record.collection, total: record.total, as: record)
        case MigrationParameters.kind:
            // The images have been decoded before; whatever ended the program may end it again.
            if record.attempts > 1 { throw ResumingError.endedTwice }
            var record = record
            record.attempts += 1
            return try await resumeMigration(record)
        case BackupParameters.kind:
            // As a sync: what crashed the process may do it again.
            if record.attempts > 0 { throw ResumingError.endedTwice }
            var record = record
            record.attempts += 1
            return try await startBackup(try BackupParameters(members: record.parameters), as: record)
        case DuplicateJobParameters.kind:
            if record.attempts > 0 { throw ResumingError.endedTwice }
            var record = record
            record.attempts += 1
            return try await startDuplicateSearch(
                try await collection(named: record.collection),
                try DuplicateJobParameters(members: record.parameters).options, as: record)
        case Self.modelJobKind: throw ResumingError.installation
        case Self.quantizationJobKind: throw ResumingError.quantization
        case Self.mapJobKind:
            return try await startMap(of: try await collection(named: record.collection), as: record)
        default:
            throw ResumingError.unknownKind(record.kind)
        }
    }
}

/// Why a job from before a restart is not resumed.
private enum ResumingError: Error, CustomStringConvertible {
    case endedTwice
    case installation
    case quantization
    case unknownKind(String)

    var description: String {
        switch self {
        case .unknownKind(let kind): "This version knows no jobs of the kind '\(kind)'."
        case .installation:
            "The program ended while the model was installed. What was downloaded is kept; start it again."
        case .quantization:
            "The program ended while the 8-bit version of the model was made. Start it again."
        case .endedTwice:
            "The program ended twice while this was done, so it does not go on by itself. What was done is kept; start it again when the reason is known."
        }
    }
}
