internal import Foundation
internal import LookalikeWorkThreads

/// Asks the system for the addresses of a host.
enum HostResolver {
    /// - Parameter host: a name.
    /// - Returns: its addresses, in the order in which the system would try them.
    /// - Throws: ``ImageFetchError/unresolvable(host:)``.
    static func addresses(of host: String) async throws(ImageFetchError) -> [NetworkAddress] {
        let found = await Blocking.run { lookUp(host) }
        guard !found.isEmpty else { throw .unresolvable(host: host) }
        return found
    }

    private static func lookUp(_ host: String) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [NetworkAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = address(entry) { found.append(address) }
            next = entry.ai_next
        }
        return found
    }

    /// Nil for families other than the two of the internet protocol.
    private static func address(_ entry: addrinfo) -> NetworkAddress? {
        guard let pointer = entry.ai_addr else { return nil }
        // Sound: the family says which of the two structures the system has put there.
        switch entry.ai_family {
        case AF_INET:
            return UnsafeRawPointer(pointer).withMemoryRebound(to: sockaddr_in.self, capacity: 1) { socket in
                withUnsafeBytes(of: socket.pointee.sin_addr) { NetworkAddress(bytes: Array($0)) }
            }
        case AF_INET6:
            return UnsafeRawPointer(pointer).withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { socket in
                withUnsafeBytes(of: socket.pointee.sin6_addr) { NetworkAddress(bytes: Array($0)) }
            }
        default: return nil
        }
    }
}
