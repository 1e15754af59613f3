internal import Synchronization

/// Problems of background work and of the data folder. A problem stays listed until it is over; health checks and
/// metrics show it, and it is logged once.
public final class EngineProblems: Sendable {
    /// What a problem is about. The raw value is its name in answers and metrics.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Files or folders in the data folder that the catalogue does not know.
        case unknownFiles = "unknown_files"
        /// The description beside a collection's vectors could not be written.
        case description
        /// A collection could not be opened.
        case opening
        /// Damaged vectors; they are left out of answers.
        case damagedVectors = "damaged_vectors"
        /// A vector file could not be compacted.
        case compaction
        /// Stored changes that searches do not show yet.
        case publishing
        /// An index could not be built or extended; searches are exact.
        case indexing
        /// New images that were not compared with the others for duplicates.
        case duplicates
        /// A job that waits for the machine to recover, or that crashed the process.
        case job
    }

    /// A problem that is not over.
    public struct Problem: Sendable, Codable, Equatable {
        /// What it is about.
        public let kind: Kind
        /// The name of the collection, or the id of the job, that it is about.
        public let subject: String
        /// One or more sentences.
        public let detail: String
    }

    private struct Key: Hashable {
        let kind: Kind
        let subject: String
    }

    private let state = Mutex<[Key: String]>([:])
    private let log: @Sendable (Problem) -> Void

    /// - Parameter log: called once for each new problem.
    init(log: @escaping @Sendable (Problem) -> Void) {
        self.log = log
    }

    /// By kind and subject.
    public var all: [Problem] {
        state.withLock { $0 }
            .map { Problem(kind: $0.key.kind, subject: $0.key.subject, detail: $0.value) }
            .sorted { ($0.kind.rawValue, $0.subject) < ($1.kind.rawValue, $1.subject) }
    }

    /// - Parameter detail: nil if the problem is over.
    func set(_ kind: Kind, _ subject: String, _ detail: String?) {
        let key = Key(kind: kind, subject: subject)
        let before = state.withLock { state in
            defer { state[key] = detail }
            return state[key]
        }
        if let detail, detail != before { log(Problem(kind: kind, subject: subject, detail: detail)) }
    }

    /// Removes the problems of a deleted collection.
    func clear(of subject: String) {
        state.withLock { state in
            for kind in Kind.allCases where kind != .job { state[Key(kind: kind, subject: subject)] = nil }
        }
    }
}
