internal import Foundation

/// This machine's own name and addresses.
enum LocalAddresses {
    /// The machine's name, in lower case; nil if it has none.
    static let hostName: String? = {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
        return HostPort(text(buffer))?.host
    }()

    /// Whether one of the machine's network interfaces has the address now.
    ///
    /// - Parameter address: in the system's canonical form.
    static func contain(_ address: String) -> Bool {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return false }
        defer { freeifaddrs(list) }
        // Sound: the list is there until it is freed, and each entry points to the next or to nothing.
        var entry = list
        while let current = entry {
            if let socketAddress = current.pointee.ifa_addr, numeric(socketAddress) == address { return true }
            entry = current.pointee.ifa_next
        }
        return false
    }

    private static func numeric(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
        let length: Int
        switch Int32(address.pointee.sa_family) {
        case AF_INET: length = MemoryLayout<sockaddr_in>.size
        case AF_INET6: length = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        // Sound: the family says how long the address is.
        guard
            getnameinfo(
                address, socklen_t(length), &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        // A link-local address is followed by the name of its interface.
        return String(text(buffer).prefix { $0 != "%" })
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
