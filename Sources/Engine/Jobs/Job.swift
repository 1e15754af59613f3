public import Foundation

/// Work that goes on after the answer to the request that began it.
public struct Job: Sendable, Codable, Equatable {
    public enum State: String, Sendable, Codable, CaseIterable {
        case queued, running, succeeded, failed, cancelled

        public var isFinal: Bool { self != .queued && self != .running }
    }

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
    public var result: SyncReport?
    public var error: String?
    public let createdAt: Date
    public var finishedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, kind, collection, state, progress, result, error
        case createdAt = "created_at"
        case finishedAt = "finished_at"
    }
}
