internal import LookalikeVectors
internal import Synchronization

/// The collections that are being migrated in this process, or rolled back, and those that others have taken the place
/// of.
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

    // MARK: Replaced collections

    private struct Replaced: Sendable {
        weak var collection: OpenCollection?
    }

    private let replaced = Mutex<[Replaced]>([])

    /// Remembers a collection that another one has taken the place of, for as long as somebody still searches it.
    func retire(_ collection: OpenCollection) {
        replaced.withLock { replaced in
            replaced.removeAll { $0.collection == nil }
            replaced.append(Replaced(collection: collection))
        }
    }

    /// The vector store of an identity, if a replaced collection still has it open: it can't be opened twice.
    func openVectors(identity: String) -> (any VectorStore)? {
        replaced.withLock { replaced in
            replaced.lazy.compactMap(\.collection?.vectors).first { $0.identity == identity }
        }
    }
}
