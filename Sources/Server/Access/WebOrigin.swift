/// The origin of a page, as in an `Origin` header (RFC 6454, 6.2).
struct WebOrigin: Hashable, Sendable {
    /// In lower case.
    let scheme: String
    let place: HostPort

    /// - Returns: nil if the text is not the origin of a page: `null`, several origins, an address with a path.
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

    /// Whether a page of this origin calls its own server. The request's scheme is unknown, because a proxy in front
    /// may use TLS.
    func isSame(as host: HostPort) -> Bool {
        guard let defaultPort, place.host == host.host else { return false }
        return (place.port ?? defaultPort) == (host.port ?? defaultPort)
    }

    /// Whether the page was served on its viewer's own machine.
    var isLoopback: Bool { defaultPort != nil && place.isLoopback }
}
