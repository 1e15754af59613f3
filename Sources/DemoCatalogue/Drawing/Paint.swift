/// What an area is filled with. Positions are in the same units as the path that is filled.
enum Paint: Sendable {
    /// A colour at a place along a gradient, 0 to 1.
    typealias Stop = (at: Double, colour: Colour)

    case solid(Colour)
    /// Colours change along the line from the first point to the second.
    case linear(Point, Point, [Stop])
    /// Colours change from the centre outwards.
    case radial(Point, Double, [Stop])

    /// From one colour at the top to another at the bottom.
    static func vertical(_ top: Double, _ bottom: Double, _ colours: Colour...) -> Paint {
        .linear(Point(0, top), Point(0, bottom), even(colours))
    }

    /// From one colour at the left to another at the right.
    static func horizontal(_ left: Double, _ right: Double, _ colours: Colour...) -> Paint {
        .linear(Point(left, 0), Point(right, 0), even(colours))
    }

    /// From the middle of a circle outwards.
    static func glow(_ x: Double, _ y: Double, _ radius: Double, _ colours: Colour...) -> Paint {
        .radial(Point(x, y), radius, even(colours))
    }

    /// A polished metal rod lying between two x positions.
    static func metal(_ left: Double, _ right: Double, _ tone: Colour = Colour(0xB9BEC4)) -> Paint {
        .horizontal(left, right, tone.darker(0.35), tone.lighter(0.75), tone, tone.darker(0.5))
    }

    private static func even(_ colours: [Colour]) -> [Stop] {
        colours.enumerated().map { (Double($0) / Double(max(1, colours.count - 1)), $1) }
    }
}

/// A paint made ready for one fill: it answers for pixels instead of drawing units.
struct Shader {
    private enum Form {
        case solid(SIMD4<Float>)
        /// The place along the gradient is `ax·x + ay·y + offset`.
        case linear(ax: Float, ay: Float, offset: Float)
        /// The pixel is first carried back to the unit circle.
        case radial(Transform)
    }

    private static let steps = 256
    private let form: Form
    private var ramp: [SIMD4<Float>] = []

    init(_ paint: Paint, _ transform: Transform) {
        switch paint {
        case .solid(let colour):
            form = .solid(colour.premultiplied)
        case .linear(let from, let to, let stops):
            let back = transform.inverse
            let along = to - from
            let scale = 1 / (along.x * along.x + along.y * along.y)
            let start = back.apply(Point(0, 0)) - from
            form = .linear(
                ax: Float((back.a * along.x + back.b * along.y) * scale),
                ay: Float((back.c * along.x + back.d * along.y) * scale),
                offset: Float((start.x * along.x + start.y * along.y) * scale))
            ramp = Self.ramp(stops)
        case .radial(let centre, let radius, let stops):
            form = .radial(transform.translated(centre.x, centre.y).scaled(radius, radius).inverse)
            ramp = Self.ramp(stops)
        }
    }

    /// The premultiplied colour at the middle of a pixel.
    @inline(__always)
    func colour(_ x: Int, _ y: Int) -> SIMD4<Float> {
        switch form {
        case .solid(let colour):
            return colour
        case .linear(let ax, let ay, let offset):
            return step(ax * (Float(x) + 0.5) + ay * (Float(y) + 0.5) + offset)
        case .radial(let back):
            return step(Float(back.apply(Point(Double(x) + 0.5, Double(y) + 0.5)).length))
        }
    }

    @inline(__always)
    private func step(_ place: Float) -> SIMD4<Float> {
        ramp[Int(max(0, min(1, place)) * Float(Self.steps - 1) + 0.5)]
    }

    private static func ramp(_ stops: [Paint.Stop]) -> [SIMD4<Float>] {
        var next = 0
        return (0..<steps).map { step in
            let place = Double(step) / Double(steps - 1)
            while next < stops.count, stops[next].at < place { next += 1 }
            guard next > 0 else { return stops[0].colour.premultiplied }
            guard next < stops.count else { return stops[stops.count - 1].colour.premultiplied }
            let (low, high) = (stops[next - 1], stops[next])
            let share = (place - low.at) / (high.at - low.at)
            let (a, b) = (low.colour.premultiplied, high.colour.premultiplied)
            return a + (b - a) * Float(share)
        }
    }
}
