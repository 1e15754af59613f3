internal import Synchronization

/// The collections that are being migrated in this process, or rolled back.
final class MigrationRegister: Sendable {
    /// The job that does it, by collection; nil where no job does.
    private let running = Mutex<[Int64: String?]>([:])

    /// - Throws: ``MigrationError/running(collection:)``.
    func begin(_ collection: OpenCollection) throws(EngineError) {
        let began = running.withLock { running in
            if running[collection.recordID] != nil { return false }
            running[collection.recordID] = .some(nil)
            return true
        }
        guard began else { throw .migration(.running(collection: collection.name)) }
    }

    func note(job: String, _ collection: Int64) {
        running.withLock { running in
            if running[collection] != nil { running[collection] = .some(job) }
        }
    }

    func end(_ collection: Int64) { running.withLock { running in running[collection] = nil } }

    func isRunning(_ collection: Int64) -> Bool { running.withLock { $0[collection] != nil } }

    /// The job that works on it; nil if none does.
    func job(_ collection: Int64) -> String? { running.withLock { $0[collection] ?? nil } }
}
