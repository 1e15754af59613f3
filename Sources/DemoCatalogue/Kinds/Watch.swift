extension Kind {
    static let watch = Kind("watch", stands: false) { Watch(style: $1).draw(&$0) }
}

/// A wristwatch on an upright strap; its case is round or square.
private struct Watch {
    let style: Style

    private var size: Double { style.first(33, 44) }
    private var strap: Double { size * style.second(0.5, 0.72) }
    private var isSquare: Bool { style.number % 3 == 1 }
    private var hasLinks: Bool { style.number % 4 == 2 }
    private var metal: Colour { [Colour(0xC3C7CC), Colour(0xD8B568), Colour(0x4A4D53)][style.number % 3] }
    private var dial: Colour { style.number.isMultiple(of: 2) ? Colour(0xF7F5F0) : style.accent }
    private var ink: Colour { dial.brightness > 0.5 ? Colour(0x26282D) : Colour(0xF4F2EC) }

    func draw(_ canvas: inout Canvas) {
        strapHalf(&canvas, up: true)
        strapHalf(&canvas, up: false)
        canvas.fill(
            .rect(size + 1, -5, size + 9, 5, round: 2),
            .vertical(-5, 5, metal.lighter(0.5), metal, metal.darker(0.4)))
        canvas.fill(face(size + 5), .vertical(-size, size, metal.lighter(0.65), metal, metal.darker(0.45)))
        canvas.fill(face(size + 1), .vertical(-size, size, metal.darker(0.5), metal.lighter(0.4)))
        canvas.fill(face(size - 2.5), .glow(-8, -10, size * 1.7, dial.lighter(0.15), dial.darker(0.15)))
        marks(&canvas)
        hands(&canvas)
        glint(&canvas)
    }

    private func face(_ half: Double) -> Path {
        isSquare ? .rect(-half, -half, half, half, round: half * 0.3) : .circle(0, 0, half)
    }

    private func strapHalf(_ canvas: inout Canvas, up: Bool) {
        let (side, end) = (up ? -1.0 : 1.0, up ? 92.0 : 97.0)
        let narrow = strap * 0.76
        var path = Path(-strap, side * size * 0.7)
        path.line(-narrow, side * (end - 12))
        path.quad(-narrow, side * end, up ? -narrow * 0.7 : 0, side * end)
        path.line(up ? narrow * 0.7 : 0, side * end)
        path.quad(narrow, side * end, narrow, side * (end - 12))
        path.line(strap, side * size * 0.7)
        canvas.body(path, style.main, .round)
        canvas.clipped(to: path) { hasLinks ? links(&$0, side) : leather(&$0, side, narrow, up) }
        if up, !hasLinks { buckle(&canvas, narrow) }
    }

    private func links(_ canvas: inout Canvas, _ side: Double) {
        for y in stride(from: size * 0.8, to: 100, by: 9) {
            canvas.fill(.rect(-strap, side * y - 1, strap, side * y + 1), .black.faded(0.45))
            canvas.fill(.rect(-strap, side * y + 1, strap, side * y + 3), .white.faded(0.25))
        }
        for x in [-strap * 0.36, strap * 0.36] {
            canvas.stroke(.segment(x, side * size, x, side * 100), 1.2, .black.faded(0.4))
        }
    }

    private func leather(_ canvas: inout Canvas, _ side: Double, _ narrow: Double, _ up: Bool) {
        let thread = style.main.brightness > 0.6 ? Colour.black.faded(0.4) : Colour.white.faded(0.55)
        for x in [-1.0, 1.0] {
            let line = Path.segment(x * (strap - 4), side * size, x * (narrow - 3.5), side * 94)
            canvas.stroke(line.dashed(3, 2.4), 1, thread)
        }
        guard !up else { return }
        for y in stride(from: 60.0, to: 90, by: 8) { canvas.fill(.circle(0, y, 1.9), .black.faded(0.65)) }
    }

    private func buckle(_ canvas: inout Canvas, _ narrow: Double) {
        canvas.stroke(.rect(-narrow - 3, -98, narrow + 3, -84, round: 4), 3.4, metal)
        canvas.stroke(.segment(0, -98, 0, -84), 2.4, metal.lighter(0.3))
    }

    private func marks(_ canvas: inout Canvas) {
        for hour in 0..<12 {
            let isQuarter = hour.isMultiple(of: 3)
            let (outer, inner) = (size - 6.5, size - (isQuarter ? 14 : 10))
            let (from, to) = (Point.polar(Double(hour) * 30, outer), Point.polar(Double(hour) * 30, inner))
            canvas.stroke(.segment(from.x, from.y, to.x, to.y), isQuarter ? 2.8 : 1.4, ink)
        }
        guard style.number.isMultiple(of: 2) else { return }
        canvas.fill(.circle(0, size * 0.42, size * 0.2), ink.faded(0.12))
        canvas.stroke(.circle(0, size * 0.42, size * 0.2), 1, ink.faded(0.5))
        canvas.stroke(.segment(0, size * 0.42, 3, size * 0.3), 1.2, style.main)
    }

    private func hands(_ canvas: inout Canvas) {
        let hour = Point.polar(style.third(0, 330) - 60, size * 0.46)
        let minute = Point.polar(style.second(20, 350), size * 0.7)
        canvas.stroke(.segment(0, 0, hour.x + 0.8, hour.y + 1.2), 3.6, .black.faded(0.2))
        canvas.stroke(.segment(0, 0, hour.x, hour.y), 3.4, ink)
        canvas.stroke(.segment(0, 0, minute.x, minute.y), 2.2, ink)
        let second = Point.polar(style.first(100, 300), size * 0.74)
        canvas.stroke(.segment(-second.x * 0.2, -second.y * 0.2, second.x, second.y), 1, Colour(0xD6453D))
        canvas.fill(.circle(0, 0, 2.6), metal.darker(0.3))
    }

    private func glint(_ canvas: inout Canvas) {
        canvas.clipped(to: face(size - 3)) {
            $0.fill(
                .polygon(-size, -size * 0.2, size * 0.1, -size, size * 0.5, -size, -size, size * 0.45),
                .white.faded(0.15))
        }
    }
}
