internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeEngine
internal import NIOCore

/// A file as an answer: all of it, or the part that is asked for, read piece by piece.
enum FileResponse {
    private static let pieceBytes = 256 << 10

    /// - Parameters:
    ///   - file: open; it is closed when all was sent or the client is gone.
    ///   - mediaType: what is said of it.
    ///   - name: under which browsers store it; nil where they may show it.
    static func make(
        _ request: RouteRequest, _ file: OpenedFile, mediaType: String, storedAs name: String? = nil
    ) -> Response {
        let tag = file.tag
        var headers: HTTPFields = [
            .eTag: tag, .acceptRanges: "bytes", .cacheControl: "private, max-age=0, must-revalidate",
            .contentType: mediaType,
        ]
        // The contents of a file are never treated as a page.
        headers[.contentSecurityPolicy] = "default-src 'none'; media-src 'self'; sandbox"
        if let name { headers[.contentDisposition] = "attachment; filename=\"\(name)\"" }
        if ImageResponse.matches(request.request.headers[.ifNoneMatch], tag) {
            return Response(status: .notModified, headers: headers)
        }
        // Of a file that is another one by now, the whole is sent (RFC 9110, 13.1.5).
        let condition = request.request.headers[.ifRange]
        let isSame = condition.map { $0 == tag } ?? true
        let range = ByteRange(isSame ? request.request.headers[.range] : nil, size: file.size)
        switch range {
        case .whole:
            return Response(
                status: .ok, headers: headers, body: body(file, first: 0, count: file.size))
        case .part(let first, let last):
            headers[.contentRange] = "bytes \(first)-\(last)/\(file.size)"
            return Response(
                status: .partialContent, headers: headers,
                body: body(file, first: first, count: last - first + 1))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(file.size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    private static func body(_ file: OpenedFile, first: Int64, count: Int64) -> ResponseBody {
        ResponseBody(contentLength: Int(count)) { writer in
            var place = first
            while place < first + count {
                let wanted = Int(min(Int64(pieceBytes), first + count - place))
                let bytes = try await file.read(at: place, count: wanted)
                try await writer.write(ByteBuffer(bytes: bytes))
                place += Int64(bytes.count)
            }
            try await writer.finish(nil)
        }
    }
}
