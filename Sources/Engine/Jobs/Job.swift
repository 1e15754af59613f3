public import Foundation
public import LookalikeCatalogue
public import LookalikeJSON

/// Work that continues after the request that started it was answered, and after a restart.
public struct Job: Sendable, Codable, Equatable {
    /// How far a job is.
    public typealias State = JobRecord.State

    /// A job's progress.
    public struct Progress: Sendable, Codable, Equatable {
        /// Items that are done, including failed ones.
        public var done: Int
        /// Items in all; 0 while that is not known.
        public var total: Int
        /// Items per second since the start.
        public var rate: Double
        /// At the present rate; nil while that is not known.
        public var secondsLeft: Double?
        /// Of a sync with videos: frames that were embedded so far. Nil where there are none.
        public var frames: Int?

        /// By default, the progress of a job that has not begun.
        public init(done: Int = 0, total: Int = 0, rate: Double = 0, secondsLeft: Double? = nil) {
            self.done = done
            self.total = total
            self.rate = rate
            self.secondsLeft = secondsLeft
        }

        enum CodingKeys: String, CodingKey {
            case done, total, rate, frames
            case secondsLeft = "seconds_left"
        }
    }

    /// A UUID in lower case.
    public let id: String
    /// `sync`, `batch`, `duplicates`, `model`, `quantization`, `map`, `migration` or `backup`.
    public let kind: String
    /// The name of its collection; empty for models and for a backup.
    public let collection: String
    /// Whether that collection was deleted; another one may have its name since. Nil where it was not.
    public var collectionDeleted: Bool?
    /// Waiting, running, or how it ended.
    public var state: State
    /// How much of it is done.
    public var progress: Progress
    /// The result so far: the report of a sync or a batch.
    public var result: [String: JSONValue]?
    /// Why it failed, for people; nil if it did not.
    public var error: String?
    /// When it was requested.
    public let createdAt: Date
    /// When it succeeded, failed or was cancelled; nil for an unfinished job.
    public var finishedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, kind, collection, state, progress, result, error
        case createdAt = "created_at"
        case collectionDeleted = "collection_deleted"
        case finishedAt = "finished_at"
    }
}

extension Job {
    /// The job without lists and objects in its result, which can be long for a batch.
    public var summary: Job {
        var job = self
        job.result = result?.filter { $0.value.arrayValue == nil && $0.value.objectValue == nil }
        return job
    }

    /// Whether it takes in images that a client sent; otherwise it is a sync.
    public var isBatch: Bool { kind == BatchRun.kind }
    /// The result of a batch; of an unfinished one, so far.
    public var batchReport: BatchReport? { result.flatMap { try? BatchReport(members: $0) } }

    init(_ record: JobRecord) {
        self.init(
            id: record.id, kind: record.kind, collection: record.collection, state: record.state,
            progress: Progress(done: record.done, total: record.total), result: record.result,
            error: record.error, createdAt: record.createdAt, finishedAt: record.finishedAt)
        collectionDeleted = record.isOfDeletedCollection ? true : nil
    }
}

extension Encodable {
    /// As free-form JSON.
    var members: [String: JSONValue] {
        get throws {
            try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(self))
        }
    }
}

extension Decodable {
    init(members: [String: JSONValue]) throws {
        self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(members))
    }
}
