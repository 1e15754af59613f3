internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// The host names that the server accepts. A foreign page can make its own name point to this machine (DNS
/// rebinding); for the browser it then has the same origin, but the host name reveals it.
struct HostNames: Sendable {
    private let names: Set<String>
    private let allowsAll: Bool
    private let listensEverywhere: Bool

    /// - Parameters:
    ///   - host: the name or address that the server listens on.
    ///   - configured: additional names; `*` allows all.
    init(listeningOn host: String, configured: [String]) {
        allowsAll = configured.contains("*")
        let own = Self.place(host)
        listensEverywhere = own == "0.0.0.0" || own == "::"
        names = Set([own, LocalAddresses.hostName].compactMap { $0 } + configured.compactMap(Self.place))
    }

    /// Whether a configured text is a valid name.
    static func isName(_ text: String) -> Bool { text == "*" || place(text) != nil }

    /// IPv6 addresses may lack brackets.
    private static func place(_ text: String) -> String? {
        HostPort.canonical(text, AF_INET6) ?? HostPort(text)?.host
    }

    /// Why a request must not be answered; nil if it may.
    func refusal(of request: Request) -> APIError? {
        // Only HTTP/1.0 clients omit the host, and no browser is one.
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
