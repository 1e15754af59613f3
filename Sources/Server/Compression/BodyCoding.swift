internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeZlib

/// How a request's body is coded (RFC 9110, 8.4).
enum BodyCoding: Equatable {
    case plain, gzip
    case unknown(String)

    /// The codings that there are (RFC 9110, 8.4.1, and the registry of IANA). Some clients name a character set in their
    /// place, which says nothing about the bytes.
    private static let registered: Set<String> = [
        "aes128gcm", "br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "pack200-gzip", "x-compress",
        "x-gzip",
        "zstd",
    ]

    init(_ request: Request) {
        let names = (request.headers[.contentEncoding] ?? "").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            .filter { Self.registered.contains($0) }
        switch names {
        case []: self = .plain
        case ["gzip"], ["x-gzip"]: self = .gzip
        default: self = .unknown(names.joined(separator: ", "))
        }
    }

    /// - Throws: ``APIError`` 415 for a coding that can't be read.
    func check() throws(APIError) {
        guard case .unknown(let name) = self else { return }
        throw APIError(
            status: .unsupportedMediaType,
            message: "A body in the coding '\(name.prefix(64))' can't be read: send it plain, or as gzip.",
            headers: [.acceptEncoding: "gzip, identity"])
    }
}

/// A compressed body's way to its plain bytes.
final class BodyInflater {
    /// A body that hardly holds anything is refused, so that nobody can send one for ever.
    private static let uselessBytes = 1 << 20

    private let inflater: Inflater
    private var received = 0
    private var produced = 0

    /// - Throws: ``InflateError/noMemory``.
    init() throws(InflateError) {
        inflater = try Inflater(.gzip)
    }

    /// Adds what arrived.
    func feed(_ bytes: [UInt8]) {
        received += bytes.count
        inflater.feed(bytes)
    }

    /// The next plain bytes; nil if more has to arrive.
    ///
    /// - Throws: ``InflateError``.
    func next() throws(InflateError) -> [UInt8]? {
        if let bytes = try inflater.next() {
            produced += bytes.count
            return bytes
        }
        // What can't be compressed becomes larger by less than a thousandth.
        guard received <= produced + produced / 16 + Self.uselessBytes else { throw .damaged }
        return nil
    }

    /// - Throws: ``InflateError/damaged`` if the body ends too early.
    func finish() throws(InflateError) {
        guard received == 0 || inflater.isComplete else { throw .damaged }
    }
}
