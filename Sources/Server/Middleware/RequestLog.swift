internal import Engine
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Gives each request an id, logs it once it is answered, and turns what no route answered into an answer.
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
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let apiError = APIError(error)
            if apiError.status.code >= 500 { context.logger.error("unhandled error", metadata: ["error": "\(error)"]) }
            response = apiError.detailResponse
        }
        response.headers[.requestID] = id
        response.headers[.xContentTypeOptions] = "nosniff"
        let milliseconds = String(format: "%.1f", (clock.now - begin).milliseconds)
        context.logger.log(
            level: response.status.code >= 500 ? .warning : .info, "request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "ms": "\(milliseconds)",
            ])
        return response
    }

    /// The client's own id, where it sent one that is fit for a log, so that its log and ours can be laid side by side.
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
