import Foundation

/// Checks where the server listens.
enum Listening {
    /// Tries a port before the slow part of the start, and reports which port fails.
    ///
    /// - Throws: ``CommandFailure``.
    static func check(host: String, port: Int) throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found?.pointee else {
            throw CommandFailure(
                "There is no address '\(host)' to listen on: --host takes one of this machine's.")
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        // If the machine lacks this kind of socket, the real attempt will fail.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Like the server: ignores connections of a server that has just ended.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
            throw CommandFailure(sentence(host: host, port: port, code: errno))
        }
    }

    private static func sentence(host: String, port: Int, code: Int32) -> String {
        switch code {
        case EADDRINUSE:
            "Port \(port) is taken by another program: stop it, or name another port with --port."
        case EACCES: "Port \(port) is only for root: name one above 1023 with --port."
        case EADDRNOTAVAIL: "This machine doesn't have the address \(host): --host takes one that it has."
        default: "Port \(port) of \(host) can't be listened on: \(String(cString: strerror(code)))."
        }
    }

    /// The address to open in a browser on this machine.
    static func address(host: String, port: Int) -> String {
        let isLocal = ["0.0.0.0", "::", "127.0.0.1", "::1"].contains(host)
        return "http://\(isLocal ? "localhost" : host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
