internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// What a client says of the codings that it understands (RFC 9110, 12.5.3).
struct AcceptedCodings {
    /// Whether an answer should be compressed: gzip is allowed, and the client does not like the plain one better.
    let prefersGzip: Bool

    /// - Parameter header: the value of `Accept-Encoding`; nil if there is none.
    init(_ header: String?) {
        var weights: [String: Double] = [:]
        for item in (header ?? "").lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let name = parts.first, !name.isEmpty else { continue }
            weights[name == "x-gzip" ? "gzip" : name] = Self.weight(parts.dropFirst())
        }
        let gzip = weights["gzip"] ?? weights["*"] ?? 0
        prefersGzip = gzip > 0 && gzip >= weights["identity"] ?? 0
    }

    /// The number of `q=0.5`; 1 without one, and 0 for one that can't be read.
    private static func weight(_ parameters: ArraySlice<String>) -> Double {
        guard let text = parameters.first(where: { $0.hasPrefix("q=") })?.dropFirst(2) else { return 1 }
        guard let weight = Double(text), (0...1).contains(weight) else { return 0 }
        return weight
    }
}

extension Request {
    /// The same request, of a client that accepts no coding.
    var acceptingPlainOnly: Request {
        var head = head
        head.headerFields[.acceptEncoding] = nil
        return Request(head: head, body: body)
    }
}

extension HTTPFields {
    /// Adds the name of a header that the answer depends on, after those that are there.
    mutating func addVary(_ name: String) {
        let names = (self[.vary] ?? "").split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard !names.contains(where: { $0.lowercased() == name.lowercased() || $0 == "*" }) else { return }
        self[.vary] = (names + [name]).joined(separator: ", ")
    }
}
