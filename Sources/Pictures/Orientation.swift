/// How a stored picture is to be turned and mirrored for viewing: EXIF's tag 274.
enum Orientation: Int {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case flipped = 4
    case transposed = 5
    case turnedRight = 6
    case transverse = 7
    case turnedLeft = 8

    var exchangesSides: Bool { rawValue >= 5 }

    func applied(to size: PixelSize) -> PixelSize { exchangesSides ? size.transposed : size }

    /// The stored size that becomes `size` when viewed.
    func undone(from size: PixelSize) -> PixelSize { applied(to: size) }
}

enum EXIF {
    /// The orientation in an EXIF block. Anything unreadable counts as upright.
    /// - Parameter bytes: a TIFF header and what follows, with or without "Exif\0\0" before it.
    static func orientation(in bytes: ByteView) -> Orientation {
        let tiff = bytes.has([0x45, 0x78, 0x69, 0x66, 0, 0], at: 0) ? bytes.suffix(from: 6) : bytes
        guard let directory = TIFFDirectory(first: tiff) else { return .upright }
        return directory.first(.orientation).flatMap(Orientation.init) ?? .upright
    }
}
