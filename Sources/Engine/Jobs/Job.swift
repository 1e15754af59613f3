public import Catalogue
public import Foundation
public import JSON

/// Work that goes on after the answer to the request that began it, and after a restart.
public struct Job: Sendable, Codable, Equatable {
    public typealias State = JobRecord.State

    /// How far it is.
    public struct Progress: Sendable, Codable, Equatable {
        public var done: Int
        public var total: Int
        /// Items a second since it began.
        public var rate: Double
        public var secondsLeft: Double?

        public init(done: Int = 0, total: Int = 0, rate: Double = 0, secondsLeft: Double? = nil) {
            self.done = done
            self.total = total
            self.rate = rate
            self.secondsLeft = secondsLeft
        }

        enum CodingKeys: String, CodingKey {
            case done, total, rate
            case secondsLeft = "seconds_left"
        }
    }

    public let id: String
    public let kind: String
    public let collection: String
    public var state: State
    public var progress: Progress
    /// What it has reached: the report of a sync or a batch.
    public var result: [String: JSONValue]?
    public var error: String?
    public let createdAt: Date
    public var finishedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, kind, collection, state, progress, result, error
        case createdAt = "created_at"
        case finishedAt = "finished_at"
    }
}

extension Job {
    /// The job with those members of its result only that are neither lists nor objects: one of a batch can be long.
    public var summary: Job {
        var job = self
        job.result = result?.filter { $0.value.arrayValue == nil && $0.value.objectValue == nil }
        return job
    }

    public var isBatch: Bool { kind == BatchRun.kind }
    /// The result of a batch, so far where it is not finished.
    public var batchReport: BatchReport? { result.flatMap { try? BatchReport(members: $0) } }

    init(_ record: JobRecord) {
        self.init(
            id: record.id, kind: record.kind, collection: record.collection, state: record.state,
            progress: Progress(done: record.done, total: record.total), result: record.result,
            error: record.error, createdAt: record.createdAt, finishedAt: record.finishedAt)
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
