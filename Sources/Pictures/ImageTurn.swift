/// A picture mirrored or not, then turned by quarters: the eight ways to lay a square on another.
public struct ImageTurn: Sendable, Hashable {
    /// Quarter turns clockwise, 0 to 3.
    public let quarters: Int
    /// Whether left and right change places, before it is turned.
    public let isMirrored: Bool

    /// - Parameter quarters: clockwise; four are none.
    public init(quarters: Int, isMirrored: Bool = false) {
        self.quarters = (quarters % 4 + 4) % 4
        self.isMirrored = isMirrored
    }

    /// The picture as it is.
    public static let none = ImageTurn(quarters: 0)
    /// All eight, the picture as it is first.
    public static let all = [false, true].flatMap { isMirrored in
        (0..<4).map { ImageTurn(quarters: $0, isMirrored: isMirrored) }
    }

    /// Whether it changes width and height if they differ.
    public var exchangesSides: Bool { quarters % 2 == 1 }

    /// What gives the same as this one and then another.
    public func followed(by next: ImageTurn) -> ImageTurn {
        // A mirror image turns the other way.
        ImageTurn(
            quarters: next.quarters + (next.isMirrored ? -quarters : quarters),
            isMirrored: isMirrored != next.isMirrored)
    }

    /// A network's input turned: what the turned picture would give, but for the rounding of a crop by half a pixel.
    ///
    /// - Parameter tensor: three numbers for each pixel of `size`.
    /// - Precondition: `size` is a square, or the turn does not exchange the sides.
    public func applied(to tensor: [Float], size: PixelSize, layout: TensorLayout) -> [Float] {
        if self == .none { return tensor }
        precondition(!exchangesSides || size.width == size.height, "only squares are turned by a quarter")
        let (width, height) = (size.width, size.height)
        let sources = (0..<width * height).map { place in
            let (x, y) = source(x: place % width, y: place / width, width, height)
            return y * width + x
        }
        switch layout {
        case .nchw: return (0..<3).flatMap { plane in sources.map { tensor[plane * width * height + $0] } }
        case .nhwc: return sources.flatMap { tensor[3 * $0..<3 * $0 + 3] }
        }
    }

    /// Where the pixel comes from that is at a place afterwards.
    private func source(x: Int, y: Int, _ width: Int, _ height: Int) -> (x: Int, y: Int) {
        let (turnedX, turnedY) =
            switch quarters {
            case 1: (y, height - 1 - x)
            case 2: (width - 1 - x, height - 1 - y)
            case 3: (width - 1 - y, x)
            default: (x, y)
            }
        return (isMirrored ? width - 1 - turnedX : turnedX, turnedY)
    }
}
