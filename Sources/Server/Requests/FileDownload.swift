internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import NIOCore

/// A file that was opened to be sent whole.
struct FileDownload: Sendable {
    private static let pieceSize = 1 << 18

    /// Open for reading, at its beginning.
    let file: FileHandle
    let size: Int
    let mediaType: String
    /// Under which browsers store it.
    let name: String

    /// Sends the file in pieces, so that a large one takes little memory.
    func response(_ engine: Engine) -> Response {
        let (file, size) = (file, size)
        let body = ResponseBody(contentLength: size) { writer in
            // Opened for reading, so nothing can be lost by closing it.
            defer { try? file.close() }
            for start in stride(from: 0, to: size, by: Self.pieceSize) {
                let piece = try await engine.blocking {
                    try file.seek(toOffset: UInt64(start))
                    return try file.read(upToCount: min(Self.pieceSize, size - start)) ?? Data()
                }
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: Self.headers(mediaType, name), body: body)
    }

    static func headers(_ mediaType: String, _ name: String) -> HTTPFields {
        [
            .contentType: mediaType, .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"\(name)\"",
        ]
    }
}
