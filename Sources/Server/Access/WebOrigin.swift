/// Where a page comes from, as browsers write it in an `Origin` header (RFC 6454, 6.2).
struct WebOrigin: Hashable, Sendable {
    /// In lower case.
    let scheme: String
    let place: HostPort

    /// - Returns: nil where the text is no origin of a page: `null`, several of them, an address with a path.
    init?(_ text: String) {
        guard let separator = text.firstRange(of: "://"),
            let place = HostPort(String(text[separator.upperBound...]))
        else { return nil }
        scheme = text[..<separator.lowerBound].lowercased()
        self.place = place
    }

    private var defaultPort: Int? {
        switch scheme {
        case "http": 80
        case "https": 443
        default: nil
        }
    }

    /// Whether a page of it went to where it came from. Which scheme the request had is not known: a proxy in front
    /// may speak TLS.
    func isSame(as host: HostPort) -> Bool {
        guard let defaultPort, place.host == host.host else { return false }
        return (place.port ?? defaultPort) == (host.port ?? defaultPort)
    }

    /// Whether the page was served on the machine of who looks at it.
    var isLoopback: Bool { defaultPort != nil && place.isLoopback }
}
