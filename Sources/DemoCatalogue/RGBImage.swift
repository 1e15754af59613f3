/// An image in memory.
public struct RGBImage: Sendable, Equatable {
    /// The number of pixels across.
    public let width: Int
    /// The number of pixels down.
    public let height: Int
    /// Red, green and blue of each pixel, 0 to 255 in sRGB, row by row from the top left;
    /// `3 * width * height` bytes.
    public let bytes: [UInt8]

    /// An image from its bytes.
    ///
    /// - Precondition: `bytes` holds `3 * width * height` values.
    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(bytes.count == 3 * width * height, "an RGB image holds three bytes a pixel")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// What a canvas shows, in front of black where it is transparent.
    init(_ canvas: Canvas) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * canvas.width * canvas.height)
        for pixel in canvas.pixels {
            let level = (pixel * 255 + 0.5).clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
            bytes.append(UInt8(level.x))
            bytes.append(UInt8(level.y))
            bytes.append(UInt8(level.z))
        }
        self.init(width: canvas.width, height: canvas.height, bytes: bytes)
    }
}
