internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeZlib

/// How a request's body is coded (RFC 9110, 8.4).
enum BodyCoding: Equatable {
    case plain, gzip
    case unknown(String)

    init(_ request: Request) {
        let names = (request.headers[.contentEncoding] ?? "").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            .filter { !$0.isEmpty && $0 != "identity" }
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
