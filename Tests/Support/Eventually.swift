/// What a test waited for did not come.
public struct NeverCame: Error, CustomStringConvertible {
    /// What was waited for.
    public let description: String
}

/// Waits until something has become so: in place of a sleep, which is too short on a slow machine and too long on a fast
/// one.
///
/// - Parameters:
///   - what: a sentence without its end, for the error: "the gate was reached".
///   - limit: generous, since all tests share the processor's cores.
///   - interval: between two looks.
/// - Throws: ``NeverCame`` when the limit is over; what the condition throws; `CancellationError` when the test's own time
///   limit ends it.
public func eventually(
    _ what: String, within limit: Duration = .seconds(240), every interval: Duration = .milliseconds(2),
    file: String = #fileID, line: Int = #line, _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else {
            throw NeverCame(description: "\(file):\(line): never came within \(limit): \(what)")
        }
        try await Task.sleep(for: interval)
    }
}
