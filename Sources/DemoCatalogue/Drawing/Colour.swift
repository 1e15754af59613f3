/// A colour with opacity; each part lies between 0 and 1 and is meant as sRGB.
struct Colour: Sendable, Equatable {
    var red: Float
    var green: Float
    var blue: Float
    var alpha: Float = 1

    init(red: Float, green: Float, blue: Float, alpha: Float = 1) {
        self.red = red
        self.green = green
        self.blue = blue
        self.alpha = alpha
    }

    /// A colour written as 0xRRGGBB.
    init(_ hex: UInt32) {
        red = Float((hex >> 16) & 255) / 255
        green = Float((hex >> 8) & 255) / 255
        blue = Float(hex & 255) / 255
    }

    static let white = Colour(0xFFFFFF)
    static let black = Colour(0x14151A)
    static let clear = Colour(red: 0, green: 0, blue: 0, alpha: 0)

    /// The colour `share` of the way to another.
    func mixed(_ other: Colour, _ share: Double) -> Colour {
        let t = Float(share)
        return Colour(
            red: red + (other.red - red) * t, green: green + (other.green - green) * t,
            blue: blue + (other.blue - blue) * t, alpha: alpha + (other.alpha - alpha) * t)
    }

    func lighter(_ share: Double) -> Colour { mixed(.white, share) }
    func darker(_ share: Double) -> Colour { mixed(.black, share) }

    /// The same colour at another opacity.
    func faded(_ opacity: Double) -> Colour {
        Colour(red: red, green: green, blue: blue, alpha: Float(opacity))
    }

    /// Perceived brightness, 0 to 1.
    var brightness: Double { Double(red * 0.3 + green * 0.59 + blue * 0.11) }

    /// How far two colours lie apart, 0 to about 1.7.
    func distance(_ other: Colour) -> Double {
        let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
        return Double((r * r + g * g + b * b).squareRoot())
    }

    /// Red, green, blue and opacity, the first three multiplied by the last.
    var premultiplied: SIMD4<Float> { SIMD4(red * alpha, green * alpha, blue * alpha, alpha) }
}
