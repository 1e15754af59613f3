internal import Foundation
internal import Hummingbird
internal import LookalikeOpenAPI

/// An error for a client, independent of the interface's format.
struct APIError: Error, Sendable {
    let status: HTTPResponse.Status
    /// One sentence.
    let message: String
    var headers: HTTPFields = [:]
    /// Problems with single fields, for status 422.
    var issues: ValidationIssues?

    static func tooLarge(limit: Int) -> APIError {
        APIError(
            status: .contentTooLarge,
            message: "The file is too large: at most \(ByteText.of(limit)) are accepted.")
    }

    static let notFound = APIError(status: .notFound, message: "Not Found")
}

/// The shape of errors: `{"detail": "…"}`.
struct ErrorDetail: Codable, Sendable, SchemaDocumented {
    let detail: String

    static var schemaDescription: String? { "What went wrong, as one sentence." }
}

extension APIError {
    /// The error as FastAPI's clients expect it.
    var detailResponse: Response {
        if let issues { return JSONResponse.make(issues, status: status, headers: headers) }
        return JSONResponse.make(ErrorDetail(detail: message), status: status, headers: headers)
    }
}

/// Sizes for people.
enum ByteText {
    static func of(_ bytes: Int) -> String {
        if bytes >= 1 << 20, bytes % (1 << 20) == 0 { return "\(bytes >> 20) MB" }
        return bytes >= 1 << 20
            ? String(format: "%.1f MB", Double(bytes) / Double(1 << 20)) : "\(bytes) bytes"
    }
}
