internal import Foundation

/// A host with an optional port, as in a `Host` header (RFC 9110, 7.2).
struct HostPort: Hashable, Sendable {
    /// A name in lower case without a trailing dot, or an address in its canonical form; IPv6 without brackets.
    let host: String
    let port: Int?

    /// - Returns: nil if the text is not valid.
    init?(_ text: String) {
        guard let (host, port) = Self.parts(text) else { return nil }
        switch port {
        case "": self.port = nil
        case let digits:
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
                number <= 65_535
            else { return nil }
            self.port = number
        }
        if host.hasPrefix("[") {
            guard let address = Self.canonical(String(host.dropFirst().dropLast()), AF_INET6) else {
                return nil
            }
            self.host = address
        } else {
            let name = host.hasSuffix(".") ? host.dropLast() : host
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isOfName) else { return nil }
            self.host = name.lowercased()
        }
    }

    /// The host (IPv6 addresses with brackets) and the digits after the colon.
    private static func parts(_ text: String) -> (host: Substring, port: Substring)? {
        let end: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            end = text.index(after: bracket)
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
        }
        let rest = text[end...]
        if rest.isEmpty { return (text[..<end], "") }
        return rest.first == ":" ? (text[..<end], rest.dropFirst()) : nil
    }

    /// Whether it is an address. Nobody but its owner can redirect an address, unlike a name.
    var isAddress: Bool { host.contains(":") || Self.canonical(host, AF_INET) != nil }

    /// Whether it always refers to the machine on which it is used.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        return host.hasPrefix("127.") && Self.canonical(host, AF_INET) != nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// An address in the system's form; nil if it is not one.
    static func canonical(_ text: String, _ family: Int32) -> String? {
        // Large enough for an address of either family.
        var address = in6_addr()
        guard inet_pton(family, text, &address) == 1 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, &address, &buffer, socklen_t(buffer.count)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
