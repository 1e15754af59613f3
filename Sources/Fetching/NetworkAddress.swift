internal import Foundation

/// An address of the internet protocol, version 4 or 6.
public struct NetworkAddress: Sendable, Hashable {
    /// 4 bytes or 16, in the order of the network.
    public let bytes: [UInt8]

    /// - Parameter bytes: 4 or 16 of them; nil for other numbers.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// An address as it is written: four decimal numbers with dots, or RFC 4291's text of version 6; nil for all else, such
    /// as the old forms `127.1` and `0x7f000001`.
    public init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
    }

    /// Whether machines anywhere can be reached by it: it is no address of this machine, of a private network, of a link, of
    /// a provider's inner network, of a group, and none that is reserved, for documentation, or that holds another address
    /// (IANA's registries of special-purpose addresses).
    public var isPublic: Bool {
        bytes.count == 4
            ? !Self.specialOfFour.contains { contains($0) }
            : contains(Self.global) && !Self.specialOfSix.contains { contains($0) }
    }

    private typealias Block = (start: [UInt8], bits: Int)

    private static let specialOfFour: [Block] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12),
        ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 31, 196], 24), ([192, 52, 193], 24), ([192, 88, 99], 24), ([192, 168], 16),
        ([192, 175, 48], 24), ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4),
        ([240], 4),
    ]
    /// All that is given out for use everywhere: mapped addresses of version 4, `::1` and the like are outside.
    private static let global: Block = ([0x20], 3)
    private static let specialOfSix: [Block] = [
        // IETF's own, with Teredo; documentation; 6to4, which holds an address of version 4.
        ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x20, 0x02], 16),
        ([0x3F, 0xFF, 0x00], 20),
    ]

    private func contains(_ block: Block) -> Bool {
        (0..<block.bits).allSatisfy { bit in
            let start = bit / 8 < block.start.count ? block.start[bit / 8] : 0
            return (start ^ bytes[bit / 8]) >> (7 - bit % 8) & 1 == 0
        }
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// As it is usually written.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        // Sound: the buffer is as long as the longest address, and the bytes as many as the family has.
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
