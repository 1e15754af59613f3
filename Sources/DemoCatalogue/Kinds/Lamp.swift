extension Kind {
    static let lamp = Kind(
        "lamp", stands: true, patterns: [.plain, .plain, .striped, .pinstriped, .spotted, .zigzag]
    ) {
        Lamp(style: $1).draw(&$0)
    }
}

/// A lamp with a cloth shade on a turned foot or a tripod, or a desk lamp with a jointed arm.
private struct Lamp {
    let style: Style

    private var wide: Double { style.first(40, 62) }
    private var narrow: Double { wide * style.second(0.36, 0.9) }
    private var low: Double { style.third(-34, 6) }
    private let top = -88.0

    func draw(_ canvas: inout Canvas) {
        switch style.number % 4 {
        case 3: desk(&canvas)
        case 1:
            tripod(&canvas)
            shade(&canvas)
        default:
            turnedFoot(&canvas)
            shade(&canvas)
        }
    }

    private func shade(_ canvas: inout Canvas) {
        var path = Path(-narrow, top)
        path.quad(0, top - 6, narrow, top)
        path.line(wide, low)
        path.quad(0, low + 13, -wide, low)
        canvas.body(path, style, .round, size: 17)
        let middle = (top + low) / 2
        let warm = Colour(0xFFE9B0)
        canvas.fill(
            path, .glow(0, middle + 10, wide * 1.1, warm.faded(0.55), warm.faded(0.12), warm.faded(0)))
        canvas.stroke(.wave(-wide, low, 0, low + 6.5, wide, low), 2.6, style.main.darker(0.25))
        canvas.stroke(.wave(-narrow, top, 0, top - 3, narrow, top), 2.2, style.main.lighter(0.3))
    }

    private func turnedFoot(_ canvas: inout Canvas) {
        canvas.fill(.rect(-2.5, low - 10, 2.5, 60), .metal(-3, 3, Colour(0xC7A65A)))
        let size = style.second(15, 25)
        let from = low + 22
        var path = Path(-5, from)
        if style.number.isMultiple(of: 2) {
            path.curve(-size * 1.9, lerp(from, 84, 0.4), -size * 1.5, 82, -9, 82)
            path.line(9, 82)
            path.curve(size * 1.5, 82, size * 1.9, lerp(from, 84, 0.4), 5, from)
        } else {
            path.curve(-5, 60, -size, 60, -size, 83)
            path.line(size, 83)
            path.curve(size, 60, 5, 60, 5, from)
        }
        canvas.body(path, style.accent, .round)
        canvas.body(.rect(-size - 6, 81, size + 6, 90, round: 4), style.timber, .round)
    }

    private func tripod(_ canvas: inout Canvas) {
        canvas.fill(.rect(-3, low - 8, 3, low + 20), .metal(-3, 3))
        for x in [6.0, -38, 38] {
            let leg = Path.polygon(x * 0.1 - 3, low + 14, x * 0.1 + 3, low + 14, x + 3.5, 90, x - 2.5, 90)
            canvas.body(leg, x == 6 ? style.timber.darker(0.35) : style.timber, .round)
        }
        canvas.body(.rect(-8, low + 10, 8, low + 19, round: 3), style.timber.darker(0.2), .round)
    }

    private func desk(_ canvas: inout Canvas) {
        canvas.body(.ellipse(-24, 84, 38, 7), style.main.darker(0.35), .round)
        canvas.body(.ellipse(-24, 81, 38, 6.5), style.main, .round)
        let elbow = Point(-50 - wide * 0.3, 4)
        let head = Point(4, -58)
        for (from, to) in [(Point(-24, 80), elbow), (elbow, head)] {
            let arm = Path.segment(from.x, from.y, to.x, to.y)
            canvas.stroke(arm, 7, Colour(0x4A4D53))
            canvas.stroke(arm.moved(-1, -1), 3, Colour(0xC3C7CC))
        }
        canvas.body(.circle(elbow.x, elbow.y, 7.5), style.accent, .ball)
        canvas.mapped(Transform().translated(head.x, head.y).rotated(-38)) { bell(&$0) }
    }

    /// The metal hood of a desk lamp, opening downwards from the origin.
    private func bell(_ canvas: inout Canvas) {
        canvas.fill(.ellipse(0, 50, 38, 11), Colour(0xFFF0BE))
        canvas.fill(.circle(0, 52, 13), .glow(0, 52, 13, .white, Colour(0xFFE08A)))
        var path = Path(-11, -14)
        path.curve(-14, 14, -40, 20, -40, 50)
        path.curve(-20, 39, 20, 39, 40, 50)
        path.curve(40, 20, 14, 14, 11, -14)
        path.quad(0, -22, -11, -14)
        canvas.body(path, style, .round, size: 15)
        canvas.body(.rect(-8, -25, 8, -14, round: 3), style.accent, .round)
    }
}
