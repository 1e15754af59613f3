extension Kind {
    static let umbrella = Kind(
        "umbrella", stands: false, patterns: [.plain, .striped, .spotted, .plain, .checked]
    ) { Umbrella(style: $1).draw(&$0) }
}

/// An open umbrella on its stick; its panels are of one colour or of two in turn.
private struct Umbrella {
    let style: Style

    private var half: Double { style.first(76, 96) }
    private var top: Double { style.second(-84, -62) }
    private let rim = 6.0
    private var panels: Int { 6 + style.number % 3 }

    func draw(_ canvas: inout Canvas) {
        inside(&canvas)
        stick(&canvas)
        dome(&canvas)
        canvas.fill(.rect(-2.2, top - 13, 2.2, top + 2, round: 2), .metal(-2.2, 2.2))
    }

    /// How far right of the middle a rib reaches the rim; ribs crowd together towards the sides.
    private func rib(_ index: Int) -> Double {
        -half * cosine(180 * Double(index) / Double(panels))
    }

    private func stick(_ canvas: inout Canvas) {
        canvas.fill(.rect(-2, top, 2, 74), .metal(-2, 2))
        let size = style.third(9, 15)
        var hook = Path(0, 58)
        hook.line(0, 78)
        hook.curve(0, 80 + size * 1.4, size * 2, 80 + size * 1.4, size * 2, 78)
        canvas.stroke(hook, 7.5, style.timber.darker(0.4))
        canvas.stroke(hook, 5.5, style.timber)
        canvas.stroke(hook.moved(-1, 0), 1.5, style.timber.lighter(0.5))
    }

    private func inside(_ canvas: inout Canvas) {
        var path = Path(-half, rim)
        path.curve(-half * 0.6, rim - 24, half * 0.6, rim - 24, half, rim)
        path.curve(half * 0.6, rim + 10, -half * 0.6, rim + 10, -half, rim)
        canvas.fill(path, style.main.darker(0.62))
        for index in 0...panels {
            canvas.stroke(.segment(0, -24, rib(index), rim), 0.9, Colour(0xB9BEC4).faded(0.7))
        }
    }

    private func dome(_ canvas: inout Canvas) {
        for index in 0..<panels {
            let panel = outline(rib(index), rib(index + 1))
            var look = style
            if style.pattern == .plain, style.number.isMultiple(of: 3), !index.isMultiple(of: 2) {
                look.main = style.accent
            }
            canvas.body(panel, look, .soft, size: 18)
            canvas.stroke(edge(rib(index)), 0.9, .black.faded(0.35))
        }
        var whole = Path(-half, rim)
        whole.curve(-half * 0.96, top * 0.95, -half * 0.3, top, 0, top)
        whole.curve(half * 0.3, top, half * 0.96, top * 0.95, half, rim)
        canvas.clipped(to: whole) {
            $0.fill(
                whole,
                .glow(-half * 0.35, top * 0.6, half * 1.5, .white.faded(0.3), .clear, .black.faded(0.4)))
        }
    }

    /// The line of a rib from the tip down to the rim.
    private func edge(_ x: Double) -> Path {
        var path = Path(0, top)
        path.curve(x * 0.55, top, x * 0.97, top * 0.55, x, rim)
        return path
    }

    private func outline(_ left: Double, _ right: Double) -> Path {
        var path = edge(left)
        let middle = (left + right) / 2
        path.quad(middle, rim - 13, right, rim)
        path.curve(right * 0.97, top * 0.55, right * 0.55, top, 0, top)
        return path
    }
}
