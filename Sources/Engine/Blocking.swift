internal import Foundation

/// Runs file and database work outside Swift's cooperative pool, whose few threads must not block.
enum Blocking {
    private static let queue = DispatchQueue(label: "lookalike.blocking", attributes: .concurrent)

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
