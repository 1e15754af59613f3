internal import CLookalikeColour

/// What a file says of the space that its colours are in, where that may be another than sRGB.
enum ColourSource: Sendable {
    case profile(ICCProfile)
    /// Numbers of ITU-T H.273.
    case codePoints(primaries: Int, transfer: Int)

    /// `nil` for what is sRGB, or says nothing.
    init?(primaries: Int, transfer: Int) {
        let isPlain = [1, 2].contains(primaries) && [1, 2, 6, 13, 14, 15].contains(transfer)
        if isPlain { return nil }
        self = .codePoints(primaries: primaries, transfer: transfer)
    }

    init?(profile bytes: [UInt8]?) {
        guard let bytes, let profile = ICCProfile(bytes) else { return nil }
        self = .profile(profile)
    }

    /// PQ and HLG, of which a profile beside them can say only half.
    var isHighRange: Bool {
        if case .codePoints(_, let transfer) = self { return transfer == 16 || transfer == 18 }
        return false
    }
}

/// An ICC profile as a file has it: the header makes sense, the rest may not.
struct ICCProfile: Sendable {
    /// Profiles for printing have up to 3 MB.
    static let maximumBytes = 4 << 20

    let bytes: [UInt8]

    init?(_ bytes: [UInt8]) {
        guard (132...Self.maximumBytes).contains(bytes.count),
            bytes.withUnsafeBytes({ ByteView($0).has("acsp", at: 36) })
        else { return nil }
        self.bytes = bytes
    }
}

extension ICCProfile: Hashable {
    /// The header alone, which has a checksum or a date: equal profiles are told by all their bytes.
    func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[..<132])) }
    }
}

extension ColourSource: Hashable {}

/// The samples of a pixel; the number of each is that of its samples.
enum ColourSpace: Int, Sendable {
    case grey = 1
    case rgb = 3
    case cmyk = 4

    var raw: ccolour_space { ccolour_space(UInt32(rawValue)) }
}
