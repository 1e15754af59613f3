public import Foundation
public import LookalikeJSON

/// A job, as stored for the next start.
public struct JobRecord: Sendable, Equatable {
    /// How far a job is.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// `queued` waits for its turn. The last three are final.
        case queued, running, succeeded, failed, cancelled

        /// Whether the job is over and won't change any more.
        public var isFinal: Bool { self != .queued && self != .running }
    }

    /// A UUID in lower case.
    public var id: String
    /// What it does, such as `sync`.
    public var kind: String
    /// The name of its collection.
    public var collection: String
    /// Whether that collection was deleted. The catalogue sets it when it deletes the collection; another one may have the
    /// name since.
    public var isOfDeletedCollection = false
    /// How far it is.
    public var state: State
    /// Images that are done.
    public var done: Int
    /// Images in all; 0 while that is not known.
    public var total: Int
    /// What is needed to resume it after a restart.
    public var parameters: [String: JSONValue]
    /// Its result; of an unfinished job, so far.
    public var result: [String: JSONValue]?
    /// Why it failed, for people; nil if it did not.
    public var error: String?
    /// How often it was resumed after the process crashed, without making progress.
    public var attempts: Int
    /// When it was requested.
    public var createdAt: Date
    /// When it succeeded, failed or was cancelled; nil for an unfinished job.
    public var finishedAt: Date?

    /// A job that was not resumed yet, unless `attempts` says otherwise.
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

/// Stores jobs.
public protocol JobCatalogue: Sendable {
    /// Inserts the job, or replaces the one with its id, whose kind, collection and date stay.
    func put(_ job: JobRecord) async throws(CatalogueError)
    /// Nil if there is none, or it was forgotten.
    func job(_ id: String) async throws(CatalogueError) -> JobRecord?
    /// All unfinished jobs and the latest finished ones, newest first.
    func jobs(finalLimit: Int) async throws(CatalogueError) -> [JobRecord]
    /// As ``jobs(finalLimit:)``, without parameters and results, which may be long.
    func jobHeads(finalLimit: Int) async throws(CatalogueError) -> [JobRecord]
    /// The members of a job's result that are neither lists nor objects; nil if it has no result.
    func resultSummary(ofJob id: String) async throws(CatalogueError) -> [String: JSONValue]?
    /// Deletes finished jobs except the latest `count`.
    func forgetJobs(keeping count: Int) async throws(CatalogueError)
}
