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
    var batchSize: Int

    init(directory: String, options: SyncOptions) {
        self.directory = directory
        (force, full, dryRun, batchSize) = (options.force, options.full, options.dryRun, options.batchSize)
    }

    var options: SyncOptions {
        SyncOptions(force: force, full: full, dryRun: dryRun, batchSize: batchSize)
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
                try? FileManager.default.removeItem(atPath: data.job(record.id))
            }
        }
        return resumed
    }

    private func resume(_ record: JobRecord) async throws -> Job {
        switch record.kind {
        case SyncParameters.kind:
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

    /// Removes what was received for batches that were never accepted, or are over.
    func removeStraySpools() throws {
        let unfinished = Set(try catalogue.jobs(finalLimit: 0).map(\.id))
        for name in (try? FileManager.default.contentsOfDirectory(atPath: data.jobs)) ?? []
        where !unfinished.contains(name) {
            try? FileManager.default.removeItem(atPath: data.job(name))
        }
    }
}
