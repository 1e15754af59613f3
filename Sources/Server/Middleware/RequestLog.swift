internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import LookalikeEngine

/// Gives each request an id, and logs it when it has been answered or failed.
struct RequestLog: RouterMiddleware {
    typealias Context = AppContext

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let begin = clock.now
        let id = Self.id(of: request)
        var context = context
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = "\(id)"
        if let parent = request.headers[.traceparent], context.logger[metadataKey: "trace_id"] == nil {
            // The client's, where the server makes no spans.
            context.logger[metadataKey: "trace_id"] = TraceHeader.traceID(of: parent).map { "\($0)" }
        }
        do {
            var response = try await next(request, context)
            response.headers[.requestID] = id
            response.headers[.xContentTypeOptions] = "nosniff"
            log(request, context, status: response.status.code, took: clock.now - begin)
            return response
        } catch {
            let status = APIError(error).status.code
            log(request, context, status: status, took: clock.now - begin)
            if let interrupted = error as? BodyInterrupted { throw interrupted.cause }
            context.logger.error("unhandled error", metadata: ["error": "\(error)"])
            throw error
        }
    }

    private func log(_ request: Request, _ context: AppContext, status: Int, took: Duration) {
        context.logger.log(
            level: Self.level(request, status), "request",
            metadata: [
                "method": "\(request.method)", "route": "\(context.route)", "path": "\(request.uri.path)",
                "status": .stringConvertible(status),
                "ms": .stringConvertible((took.milliseconds * 10).rounded() / 10),
            ])
    }

    /// The page requests many files and thumbnails, which say little about the server.
    private static func level(_ request: Request, _ status: Int) -> Logger.Level {
        if status >= 500 { return .warning }
        let path = request.uri.path
        let isPart = path.hasPrefix("/app/") || path.hasPrefix("/docs/") || path.hasSuffix("/thumbnail")
        return request.method == .get && isPart && status < 400 ? .debug : .info
    }

    /// The client's own id if it is fit for a log, so that both logs can be compared.
    private static func id(of request: Request) -> String {
        if let given = request.headers[.requestID], (1...64).contains(given.utf8.count),
            given.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            return given
        }
        return UUID().uuidString.lowercased()
    }
}

extension HTTPField.Name {
    // Sound: the names are valid tokens.
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let xContentTypeOptions = HTTPField.Name("X-Content-Type-Options")!
}
