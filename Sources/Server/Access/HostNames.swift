internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// The names by which the server may be called. A page of another site can make its own name lead to this machine (DNS
/// rebinding), and is then of the same origin for the browser: the name gives it away.
struct HostNames: Sendable {
    private let names: Set<String>
    private let allowsAll: Bool
    private let listensEverywhere: Bool

    /// - Parameters:
    ///   - host: the name or address that the server listens on.
    ///   - configured: further names; `*` allows all.
    init(listeningOn host: String, configured: [String]) {
        allowsAll = configured.contains("*")
        let own = Self.place(host)
        listensEverywhere = own == "0.0.0.0" || own == "::"
        names = Set([own, LocalAddresses.hostName].compactMap { $0 } + configured.compactMap(Self.place))
    }

    /// Whether a configured name can be one.
    static func isName(_ text: String) -> Bool { text == "*" || place(text) != nil }

    /// Addresses of IPv6 may lack their brackets.
    private static func place(_ text: String) -> String? {
        HostPort.canonical(text, AF_INET6) ?? HostPort(text)?.host
    }

    /// What stands against answering a request; nil where nothing does.
    func refusal(of request: Request) -> APIError? {
        // Only clients of HTTP/1.0 name no host, and no browser is one.
        guard !allowsAll, let text = request.head.authority else { return nil }
        guard let host = HostPort(text) else {
            return APIError(
                status: .badRequest, message: "The request has to name one host in its Host header.")
        }
        if host.isLoopback || names.contains(host.host) { return nil }
        if host.isAddress, listensEverywhere || LocalAddresses.contain(host.host) { return nil }
        return APIError(
            status: .misdirectedRequest,
            message:
                "This server does not go by the name '\(host.host)': LOOKALIKE_HOSTS says which it has besides "
                + "localhost and its own.")
    }
}
