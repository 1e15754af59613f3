internal import HTTPTypes
internal import Hummingbird

/// Who sent a request, as far as browsers tell.
enum Requester: Equatable, Sendable {
    /// Not a browser, or one that does not name the page.
    case program
    /// The server's own page.
    case ownPage
    /// A page of a configured origin; the value is that of the CORS header.
    case configuredPage(allowing: String)
    /// A page of a loopback origin, and that origin.
    case loopbackPage(String)
    /// A page of any other origin; nil if the browser hides it.
    case foreignPage(String?)
}

/// Determines who sent a request, from headers that pages can't set (fetch.spec.whatwg.org, "`Origin` header";
/// w3.org/TR/fetch-metadata).
struct OriginRule: Sendable {
    /// Whether all origins are allowed.
    let allowsAll: Bool
    private let texts: Set<String>
    private let origins: Set<WebOrigin>

    /// - Parameter configured: origins such as `https://shop.example`; `*` for all, `null` for pages without one, such
    ///   as files.
    init(configured: [String]) {
        allowsAll = configured.contains("*")
        texts = Set(configured)
        origins = Set(configured.compactMap(Self.origin))
    }

    /// Whether a configured text is a valid origin.
    static func isOrigin(_ text: String) -> Bool { text == "*" || text == "null" || origin(text) != nil }

    /// Users often write a trailing slash.
    private static func origin(_ text: String) -> WebOrigin? {
        WebOrigin(text.hasSuffix("/") ? String(text.dropLast()) : text)
    }

    func requester(of request: Request) -> Requester {
        guard let text = request.headers[.origin] else { return byFetchMetadata(request) }
        if allowsAll { return .configuredPage(allowing: "*") }
        let origin = WebOrigin(text)
        if texts.contains(text) || origin.map(origins.contains) == true {
            return .configuredPage(allowing: text)
        }
        guard let origin else { return .foreignPage(text) }
        if let host = request.head.authority.flatMap(HostPort.init), origin.isSame(as: host) {
            return .ownPage
        }
        return origin.isLoopback ? .loopbackPage(text) : .foreignPage(text)
    }

    private func byFetchMetadata(_ request: Request) -> Requester {
        switch request.headers[.secFetchSite]?.lowercased() {
        case "same-origin": .ownPage
        case "cross-site", "same-site": allowsAll ? .configuredPage(allowing: "*") : .foreignPage(nil)
        // "none" means that a person typed the address.
        default: .program
        }
    }
}

extension HTTPField.Name {
    // Sound: the name is a valid token.
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
