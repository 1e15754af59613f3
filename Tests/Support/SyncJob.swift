internal import Foundation
public import LookalikeEngine

extension Job {
    /// The result of a sync that has ended.
    public var syncReport: SyncReport {
        get throws { try JSONDecoder().decode(SyncReport.self, from: JSONEncoder().encode(result)) }
    }
}
