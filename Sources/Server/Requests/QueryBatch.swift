internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI
internal import NIOCore

/// Many queries of one request: the files of a form, or lines of JSON. They go to the disk as they come.
struct QueryBatch: Sendable {
    /// The queries: encoded images, or lines.
    let spool: QuerySpool
    /// The form's other fields, with the last value of each; nil where the body is lines.
    let fields: [String: String]?

    /// The most queries of a request.
    static let mostItems = 10_000
    static let linesTypes = ["application/x-ndjson", "application/jsonl", "application/x-jsonlines"]

    /// - Parameters:
    ///   - names: of the files' fields; others are refused.
    ///   - takesLines: whether the body may be lines.
    /// - Throws: ``ValidationIssues``, ``APIError`` 413, ``MultipartError``, ``EngineError``.
    static func receive(
        _ request: RouteRequest, files names: Set<String>, takesLines: Bool, in data: DataDirectory
    ) async throws -> QueryBatch {
        let limit = request.limits.batchBytes
        if let length = request.request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw APIError.tooLarge(limit: limit)
        }
        let spool = try await QuerySpool(in: data)
        if takesLines, linesTypes.contains(request.mediaType) {
            try await receiveLines(request, into: spool)
            return QueryBatch(spool: spool, fields: nil)
        }
        return QueryBatch(spool: spool, fields: try await receiveForm(request, names, into: spool))
    }

    private static func receiveLines(_ request: RouteRequest, into spool: QuerySpool) async throws {
        let limits = request.limits
        var (line, received) = ([UInt8](), 0)
        func end() async throws {
            let isBlank = line.allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 }
            if !isBlank { try await add(line, name: nil, to: spool) }
            line = []
        }
        try await request.body.read { buffer in
            received += buffer.readableBytes
            guard received <= limits.batchBytes else { throw APIError.tooLarge(limit: limits.batchBytes) }
            var rest = buffer.readableBytesView[...]
            while let place = rest.firstIndex(of: 10) {
                line += rest[..<place]
                rest = rest[(place + 1)...]
                try await end()
            }
            line += rest
            guard line.count <= limits.jsonBytes else { throw APIError.tooLarge(limit: limits.jsonBytes) }
        }
        try await end()
    }

    private static func receiveForm(
        _ request: RouteRequest, _ names: Set<String>, into spool: QuerySpool
    ) async throws -> [String: String] {
        let limits = request.limits
        let boundary = try MultipartParser.boundary(fromContentType: request.headers[.contentType] ?? "")
        var parser = try MultipartParser(
            boundary: boundary,
            limits: MultipartLimits(
                parts: mostItems + 64, fileBytes: limits.imageBytes, fieldBytes: 64 << 10,
                bodyBytes: limits.batchBytes))
        var parts = FormParts()
        var fields: [String: String] = [:]
        try await request.body.read { buffer in
            try parser.feed(buffer.readableBytesView) { parts.take($0) }
            for part in parts.removeFinished() {
                guard part.header.isFile else {
                    guard let text = String(validating: part.content, as: UTF8.self) else {
                        throw MultipartError.fieldNotUTF8(name: part.header.name)
                    }
                    fields[part.header.name] = text
                    continue
                }
                guard names.contains(part.header.name) else {
                    throw ValidationIssues([
                        ValidationIssue(.extraForbidden, at: ["body", .string(part.header.name)])
                    ])
                }
                try await add(part.content, name: part.header.filename, to: spool)
            }
        }
        try parser.finish()
        return fields
    }

    private static func add(_ bytes: [UInt8], name: String?, to spool: QuerySpool) async throws {
        guard await spool.count < mostItems else {
            throw APIError(
                status: .contentTooLarge, message: "A request has at most \(mostItems) queries.")
        }
        try await spool.append(name: name, bytes)
    }
}

extension RouteRequest {
    fileprivate var headers: HTTPFields { request.headers }
}

/// The parts of a form whose ends have come.
private struct FormParts {
    struct Part {
        let header: PartHeader
        var content: [UInt8] = []
    }

    private var open: Part?
    private var finished: [Part] = []

    mutating func take(_ event: MultipartParser.Event) {
        switch event {
        case .partBegan(let header): open = Part(header: header)
        case .partData(let bytes): open?.content.append(contentsOf: bytes)
        case .partEnded:
            if let open { finished.append(open) }
            open = nil
        }
    }

    mutating func removeFinished() -> [Part] {
        defer { finished = [] }
        return finished
    }
}
