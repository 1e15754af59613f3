internal import Foundation
internal import Hummingbird
internal import NIOCore

/// Answers in JSON.
enum JSONResponse {
    /// Keys are sorted, so that equal answers have equal bytes; dates are in ISO 8601.
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(value)
    }

    static func make(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        guard let data = try? encode(value) else {
            // Only non-finite numbers can't be encoded, and none are ever stored.
            return Response(status: .internalServerError)
        }
        headers[.contentType] = "application/json"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
