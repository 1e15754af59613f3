internal import Catalogue
internal import Foundation
internal import JSON

/// What a sync needs to go on after a restart.
struct SyncParameters: Sendable, Codable {
    static let kind = "sync"

    var directory: String
    var force: Bool
    var full: Bool
    var dryRun: Bool
    var allowRemovals: Bool?
    var replaceFolder: Bool?
    var batchSize: Int

    init(directory: String, options: SyncOptions) {
        self.directory = directory
        (force, full, dryRun, batchSize) = (options.force, options.full, options.dryRun, options.batchSize)
        (allowRemovals, replaceFolder) = (options.allowRemovals, options.replaceFolder)
    }

    var options: SyncOptions {
        var options = SyncOptions(force: force, full: full, dryRun: dryRun, batchSize: batchSize)
        options.allowRemovals = allowRemovals ?? false
        options.replaceFolder = replaceFolder ?? false
        return options
    }
}

extension Engine {
    /// Goes on with the jobs that a restart cut off: to be called once, by who serves for long.
    ///
    /// - Returns: those that go on. One that can't, since its collection is gone, has failed.
    @discardableResult
    public func resumeJobs() async throws -> [Job] {
        try checkWritable()
        var resumed: [Job] = []
        for record in try await jobs.unfinished() {
            do {
                resumed.append(try await resume(record))
            } catch {
                var failed = record
                (failed.state, failed.error, failed.finishedAt) = (.failed, "\(error)", .storable)
                try catalogue.put(failed)
                try SpoolFolder(data, record.id).remove()
            }
        }
        return resumed
    }

    private func resume(_ record: JobRecord) async throws -> Job {
        var record = record
        record.attempts += 1
        switch record.kind {
        case SyncParameters.kind:
            // What ended the process may be in the folder: the next start would end like this one.
            if record.attempts > 1 { throw ResumingError.endedTwice }
            let collection = try await openCollection(named: record.collection)
            return try await startSync(
                collection, try SyncParameters(members: record.parameters), as: record)
        case BatchRun.kind:
            return try await startBatch(
                record.id, in: record.collection, total: record.total, as: record)
        default:
            throw EngineError.unknownJob(record.id)
        }
    }
}

/// Why a job of before a restart does not go on.
private enum ResumingError: Error, CustomStringConvertible {
    case endedTwice

    var description: String {
        "The program ended twice while this was done, so it does not go on by itself. What was done is kept; start it again when the reason is known."
    }
}
