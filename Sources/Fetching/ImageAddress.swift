internal import Foundation

/// The address of an image, taken apart and put together again, so that whoever connects reads the same host in it as
/// whoever checked it.
struct ImageAddress: Sendable, Equatable {
    let scheme: String
    /// In small letters; of version 6 without brackets.
    let host: String
    let port: Int?
    /// Path and query.
    let target: String

    /// - Parameter base: what the text may be relative to.
    /// - Throws: ``ImageFetchError/invalidAddress(_:)``.
    init(_ text: String, relativeTo base: ImageAddress? = nil) throws(ImageFetchError) {
        let baseURL = base.flatMap { URL(string: $0.text) }
        guard text.utf8.count <= 8_192, let url = URL(string: text, relativeTo: baseURL)?.absoluteURL,
            let parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            parts.user == nil, parts.password == nil,
            let host = parts.encodedHost?.lowercased().trimmingCharacters(in: ["[", "]"]),
            NetworkAddress(host) != nil || Self.isName(host),
            parts.port.map({ (1...65_535).contains($0) }) ?? true
        else { throw .invalidAddress(text) }
        self.scheme = scheme
        self.host = NetworkAddress(host)?.description ?? host
        port = parts.port
        let path = parts.percentEncodedPath
        target = (path.isEmpty ? "/" : path) + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    /// What a client connects by.
    var text: String {
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        return "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")\(target)"
    }

    /// With the port, also where it is the usual one.
    var hostAndPort: String { "\(host):\(port ?? (scheme == "https" ? 443 : 80))" }

    private static func isName(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (97...122).contains(byte) || (48...57).contains(byte) || "-._".utf8.contains(byte)
            }
    }
}
