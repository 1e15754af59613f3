extension Kind {
    static let sunglasses = Kind(
        "sunglasses", stands: false, patterns: [.plain, .plain, .plain, .striped, .spotted]
    ) {
        Sunglasses(style: $1).draw(&$0)
    }
}

/// Sunglasses seen from the front: round, square, drop-shaped or winged lenses in a frame.
private struct Sunglasses {
    let style: Style

    private var half: Double { style.first(32, 39) }
    private var height: Double { style.second(24, 33) }
    private var rim: Double { style.third(5, 10) }
    private var middle: Double { half + 9 }

    func draw(_ canvas: inout Canvas) {
        temples(&canvas)
        for isLeft in [false, true] { eye(&canvas, isLeft: isLeft) }
        bridge(&canvas)
        for side in [-1.0, 1.0] {
            canvas.fill(.ellipse(side * (middle + half + 1), -height * 0.52, 3, 2), Colour(0xE8E2D0))
        }
    }

    private var lens: Path {
        let (a, b) = (half, height)
        var path = Path(middle - a, -b * 0.4)
        switch style.number % 4 {
        case 0:
            return .ellipse(middle, 0, min(a, b * 1.12), b)
        case 1:
            path.curve(middle - a, -b, middle - a * 0.6, -b, middle, -b)
            path.curve(middle + a * 0.7, -b, middle + a + 3, -b, middle + a + 2, -b * 0.5)
            path.curve(middle + a, b * 0.8, middle + a * 0.6, b, middle, b)
            path.curve(middle - a * 0.7, b, middle - a * 0.9, b * 0.5, middle - a, -b * 0.4)
        case 2:
            path.curve(middle - a, -b, middle + a * 0.3, -b, middle + a * 0.7, -b * 0.86)
            path.curve(middle + a * 1.25, -b * 0.6, middle + a, b * 1.2, middle + a * 0.1, b * 1.2)
            path.curve(middle - a * 0.6, b * 1.15, middle - a, b * 0.2, middle - a, -b * 0.4)
        default:
            path.curve(middle - a * 0.9, -b * 0.9, middle + a * 0.5, -b * 0.7, middle + a * 1.3, -b * 1.15)
            path.curve(middle + a * 1.2, b * 0.4, middle + a * 0.5, b, middle, b)
            path.curve(middle - a * 0.7, b, middle - a, b * 0.3, middle - a, -b * 0.4)
        }
        return path
    }

    private func eye(_ canvas: inout Canvas, isLeft: Bool) {
        let outline = isLeft ? lens.mirrored : lens
        let centre = isLeft ? -middle : middle
        let ring = outline.stroked(rim * 1.3)
        let tint = style.number % 3 == 0 ? style.accent.darker(0.35) : Colour(0x23262C)
        canvas.fill(
            outline,
            .vertical(-height, height * 1.2, tint.darker(0.35).faded(0.96), tint.lighter(0.28).faded(0.86)))
        canvas.clipped(to: outline) {
            let glare = Path.polygon(
                centre - half * 0.7, height, centre - half * 0.1, -height * 1.2, centre + half * 0.3,
                -height * 1.2, centre - half * 0.3, height)
            $0.fill(glare, .white.faded(0.16))
            $0.fill(glare.mapped(Transform(a: 0.4, tx: centre * 0.6 + half * 0.3)), .white.faded(0.12))
        }
        canvas.body(ring, style, .lit, size: 9)
        canvas.stroke(outline.moved(0, -rim * 0.3), 1.1, .white.faded(0.35))
    }

    private func bridge(_ canvas: inout Canvas) {
        let inner = middle - (style.number % 4 == 0 ? min(half, height * 1.12) : half)
        var path = Path(-inner - 1, -height * 0.2)
        path.curve(-inner * 0.5, -height * 0.62, inner * 0.5, -height * 0.62, inner + 1, -height * 0.2)
        canvas.stroke(path, rim, style.main.darker(0.1))
        canvas.stroke(path.moved(0, -1.4), 1.2, .white.faded(0.4))
        if style.number % 4 == 2 {
            canvas.stroke(
                .segment(-middle * 0.6, -height * 0.92, middle * 0.6, -height * 0.92), rim * 0.7, style.main)
        }
    }

    private func temples(_ canvas: inout Canvas) {
        let outer = middle + (style.number % 4 == 0 ? min(half, height * 1.12) : half)
        for side in [-1.0, 1.0] {
            var path = Path(side * (outer - 1), -height * 0.52)
            path.curve(
                side * (outer + 8), -height * 0.6, side * (outer + 8), -height - 8, side * (outer - 8),
                -height - 20)
            path.line(side * (outer - 30), -height - 33)
            canvas.stroke(path, rim * 0.95, style.main.darker(0.4))
            canvas.stroke(path, rim * 0.5, style.main.darker(0.15))
        }
    }
}
