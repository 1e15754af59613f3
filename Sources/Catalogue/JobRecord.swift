public import Foundation
public import JSON

/// A job as it is remembered over a restart.
public struct JobRecord: Sendable, Equatable {
    public enum State: String, Sendable, Codable, CaseIterable {
        case queued, running, succeeded, failed, cancelled

        public var isFinal: Bool { self != .queued && self != .running }
    }

    /// A UUID in lower case.
    public var id: String
    public var kind: String
    /// The name of its collection.
    public var collection: String
    public var state: State
    public var done: Int
    public var total: Int
    /// What it needs to go on after a restart.
    public var parameters: [String: JSONValue]
    /// What it has reached; of a job that is not final, so far.
    public var result: [String: JSONValue]?
    public var error: String?
    /// How often it was taken up after the process that worked on it had ended, without getting any further.
    public var attempts: Int
    public var createdAt: Date
    public var finishedAt: Date?

    public init(
        id: String, kind: String, collection: String, state: State, done: Int = 0, total: Int = 0,
        parameters: [String: JSONValue] = [:], result: [String: JSONValue]? = nil, error: String? = nil,
        attempts: Int = 0, createdAt: Date, finishedAt: Date? = nil
    ) {
        self.id = id
        self.kind = kind
        self.collection = collection
        self.state = state
        self.done = done
        self.total = total
        self.parameters = parameters
        self.result = result
        self.error = error
        self.attempts = attempts
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// Jobs, kept over restarts.
public protocol JobCatalogue: Sendable {
    /// Inserts the job or replaces the one of its id.
    func put(_ job: JobRecord) async throws(CatalogueError)
    func job(_ id: String) async throws(CatalogueError) -> JobRecord?
    /// All that are not final and the latest final ones, newest first.
    func jobs(finalLimit: Int) async throws(CatalogueError) -> [JobRecord]
    /// As ``jobs(finalLimit:)``, without their parameters and results, which may be long.
    func jobHeads(finalLimit: Int) async throws(CatalogueError) -> [JobRecord]
    /// Those members of a job's result that are neither lists nor objects; nil where it has no result.
    func resultSummary(ofJob id: String) async throws(CatalogueError) -> [String: JSONValue]?
    /// Forgets final jobs but the latest `count`.
    func forgetJobs(keeping count: Int) async throws(CatalogueError)
}
