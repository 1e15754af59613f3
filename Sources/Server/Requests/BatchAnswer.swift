internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeEngine
internal import NIOCore

/// Answers many queries with a line of JSON each, in their order, as they are found, and a last line that says how many there
/// were.
struct BatchAnswer<Line: Encodable & Sendable>: Sendable {
    let spool: QuerySpool
    /// Memory for the queries that are being worked on.
    let uploads: UploadBudget
    /// The line of a query. It throws nothing: what is wrong with a query is in its line.
    let line: @Sendable (QuerySpool.Item) async -> (line: Line, isFailure: Bool)

    /// Queries that are worked on at once.
    private static var width: Int { max(2, ProcessInfo.processInfo.activeProcessorCount) }

    private struct End: Encodable {
        let items: Int
        let failed: Int
    }

    /// The answer, which is written while the queries are searched.
    func response() -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                var failed = 0
                try await inOrder { found in
                    failed += found.isFailure ? 1 : 0
                    try await writer.write(try Self.text(found.line))
                }
                try await writer.write(try Self.text(End(items: await spool.count, failed: failed)))
                try await writer.finish(nil)
            })
    }

    private static func text(_ value: some Encodable) throws -> ByteBuffer {
        var buffer = ByteBuffer(bytes: try JSONResponse.encode(value))
        buffer.writeString("\n")
        return buffer
    }

    /// Works on several queries at once and hands on what was found in their order.
    private func inOrder(
        _ take: ((line: Line, isFailure: Bool)) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, (line: Line, isFailure: Bool)).self) { group in
            var (begun, next) = (0, 0)
            var ready: [Int: (line: Line, isFailure: Bool)] = [:]
            let count = await spool.count
            func begin() {
                while begun < count, begun < next + Self.width {
                    let position = begun
                    begun += 1
                    group.addTask { (position, try await answer(position)) }
                }
            }
            begin()
            while let (position, found) = try await group.next() {
                ready[position] = found
                while let found = ready.removeValue(forKey: next) {
                    next += 1
                    try await take(found)
                }
                begin()
            }
        }
    }

    private func answer(_ position: Int) async throws -> (line: Line, isFailure: Bool) {
        let bytes = await spool.bytes(of: position)
        return try await uploads.withRoom(bytes: bytes) {
            await line(try await spool.item(position))
        }
    }
}
