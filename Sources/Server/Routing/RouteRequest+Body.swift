internal import Foundation
internal import Hummingbird
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI
internal import NIOCore

extension RouteRequest {
    /// The whole body.
    ///
    /// - Throws: ``APIError`` 413 as soon as it is larger than the limit.
    func bytes(limit: Int? = nil) async throws -> [UInt8] {
        let limit = limit ?? limits.imageBytes
        let length = try announcedLength(limit)
        var bytes: [UInt8] = []
        if let length { bytes.reserveCapacity(length) }
        try await body.read { buffer in
            guard bytes.count + buffer.readableBytes <= limit else { throw APIError.tooLarge(limit: limit) }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// The body as JSON.
    ///
    /// - Throws: ``ValidationIssues``, ``APIError`` 413.
    func json<T: Decodable & Sendable>(_ type: T.Type, limit: Int) async throws -> T {
        try ValidationIssues.decode(type, from: try await bytes(limit: limit))
    }

    /// The body as a form in memory.
    ///
    /// - Parameter imageBytes: a limit smaller than the server's.
    /// - Throws: ``MultipartError``, ``ValidationIssues``, ``APIError`` 413.
    func form(imageBytes: Int = .max) async throws -> MultipartForm {
        var limits = limits
        limits.imageBytes = min(limits.imageBytes, imageBytes)
        let multipart = MultipartLimits(fileBytes: limits.imageBytes, bodyBytes: limits.formBytes)
        _ = try announcedLength(limits.formBytes, saying: limits.imageBytes)
        let boundary = try MultipartParser.boundary(fromContentType: request.headers[.contentType] ?? "")
        var collector = try MultipartFormCollector(boundary: boundary, limits: multipart)
        try await body.read { try collector.feed($0.readableBytesView) }
        return try collector.finish()
    }

    /// The file `name` of a form.
    ///
    /// - Throws: ``ValidationIssues`` in FastAPI's wording if the body is not a form or has no such file.
    func upload(_ name: String, imageBytes: Int = .max) async throws -> MultipartForm.File {
        let form: MultipartForm
        do {
            form = try await self.form(imageBytes: imageBytes)
        } catch MultipartError.notMultipart {
            throw ValidationIssues.missing(name)
        }
        return try form.requiredFile(name)
    }

    /// - Parameter imageLimit: the limit to report to the client, if the actual limit includes more than the image.
    private func announcedLength(_ limit: Int, saying imageLimit: Int? = nil) throws -> Int? {
        // A compressed body is measured as it is inflated.
        guard BodyCoding(request) == .plain else { return nil }
        let length = request.headers[.contentLength].flatMap { Int($0) }
        if let length, length > limit { throw APIError.tooLarge(limit: imageLimit ?? limit) }
        return length
    }
}

/// Limits of what clients may send, in bytes.
struct UploadLimits: Sendable {
    var imageBytes: Int
    /// JSON without an image in it.
    var orderBytes = 1 << 20
    /// An image with other form fields.
    var formBytes: Int { imageBytes + (1 << 20) }
    /// Base64 makes an image a third larger.
    var jsonBytes: Int { imageBytes / 3 * 4 + (1 << 20) }
    /// Many images, which are read one by one.
    var batchBytes = 2 << 30
    /// The largest body held in memory.
    var largestBody: Int { max(formBytes, jsonBytes) }
    /// The largest body of all.
    var largestUpload: Int { max(largestBody, batchBytes) }
}

extension MultipartForm {
    /// - Throws: ``ValidationIssues`` in FastAPI's wording if there is none, or text of that name.
    func requiredFile(_ name: String) throws -> File {
        if let file = file(name) { return file }
        guard let text = value(name) else { throw ValidationIssues.missing(name) }
        throw ValidationIssues([
            ValidationIssue(
                .expectedFile, at: ["body", .string(name)], input: .string(String(text.prefix(200))))
        ])
    }

    /// A field with a JSON object; an empty one counts as missing.
    ///
    /// - Throws: ``ValidationIssues`` that name the field.
    func object(_ name: String) throws -> [String: JSONValue]? {
        try decoded([String: JSONValue].self, name)
    }

    /// A field that holds JSON; an empty one counts as left out.
    ///
    /// - Throws: ``ValidationIssues`` that point to the field.
    func decoded<T: Decodable>(_ type: T.Type, _ name: String) throws -> T? {
        guard let text = value(name), !text.isEmpty else { return nil }
        let limit = ValidationIssues.documentBytes
        guard text.utf8.count <= limit else {
            throw ValidationIssues([
                ValidationIssue(.bytesTooLong(maximum: limit), at: ["body", .string(name)])
            ])
        }
        do {
            return try ValidationIssues.decode(type, from: Array(text.utf8))
        } catch {
            throw ValidationIssues(
                error.detail.map { issue in
                    var issue = issue
                    issue.loc.insert(.string(name), at: min(1, issue.loc.count))
                    return issue
                })
        }
    }
}

extension ValidationIssues {
    static func missing(_ field: String) -> ValidationIssues {
        ValidationIssues([ValidationIssue(.missing, at: ["body", .string(field)])])
    }
}
