extension Kind {
    static let table = Kind("table", stands: true) { Table(style: $1).draw(&$0) }
}

/// A table seen slightly from above: oblong on four legs, round on one foot, or with a shelf or a drawer.
private struct Table {
    let style: Style

    private var half: Double { style.first(66, 92) }
    private var top: Double { style.second(-34, 26) }
    private var depth: Double { style.third(16, 28) }
    private var isRound: Bool { style.number % 3 == 1 }
    private var thick: Double { style.third(8, 5) }
    private var legColour: Colour { style.number.isMultiple(of: 2) ? style.timber : style.main.darker(0.1) }
    private var topColour: Colour { style.number % 4 == 1 ? style.timber : style.main }

    func draw(_ canvas: inout Canvas) {
        if isRound {
            style.number.isMultiple(of: 2) ? pedestal(&canvas) : splayedLegs(&canvas)
            roundTop(&canvas)
        } else {
            legs(&canvas)
            oblongTop(&canvas)
        }
        if style.number % 4 == 2 { vase(&canvas) }
    }

    private func legs(_ canvas: inout Canvas) {
        let low = top + depth
        for side in [-1.0, 1.0] {
            let x = side * (half * 0.72)
            canvas.body(.rect(x - 3, low - 8, x + 3, 78), legColour.darker(0.4), .round)
        }
        if style.number % 3 == 0 { shelf(&canvas) }
        canvas.body(.rect(-half + 9, low + 2, half - 9, low + 18), legColour.darker(0.15), .lit)
        if style.number % 3 == 2 { drawer(&canvas, low) }
        let slant = style.third(0, 7)
        for side in [-1.0, 1.0] {
            let (x, foot) = (side * (half - 10), side * (half - 10 + slant))
            canvas.body(.polygon(x - 5, low, x + 5, low, foot + 3, 90, foot - 3, 90), legColour, .round)
        }
    }

    private func shelf(_ canvas: inout Canvas) {
        let path = Path.polygon(-half * 0.72, 58, half * 0.72, 58, half - 12, 68, -half + 12, 68)
        canvas.body(path, legColour, .lit)
        canvas.fill(.rect(-half + 12, 68, half - 12, 72), legColour.darker(0.4))
    }

    private func drawer(_ canvas: inout Canvas, _ low: Double) {
        canvas.stroke(.rect(-half * 0.45, low + 4, half * 0.45, low + 16, round: 1), 1.1, .black.faded(0.5))
        canvas.body(.circle(0, low + 10, 3), Colour(0xD9B45A), .ball)
    }

    private func oblongTop(_ canvas: inout Canvas) {
        let low = top + depth
        let face = Path.polygon(-half * 0.8, top, half * 0.8, top, half, low, -half, low)
        canvas.body(face, topColour, .soft)
        canvas.clipped(to: face) { canvas in
            for step in 1..<6 {
                let y = lerp(top, low, Double(step) / 6)
                let line = Path.wave(-half, y, -half * 0.3, y + 1.2, half * 0.3, y - 1, half, y + 0.6)
                canvas.stroke(line, 0.7, .black.faded(0.13))
            }
            canvas.fill(
                .polygon(-half * 0.3, top, 0, top, -half * 0.2, low, -half * 0.6, low), .white.faded(0.16))
        }
        canvas.body(.rect(-half, low, half, low + thick, round: 1.5), topColour.darker(0.3), .round)
    }

    private func roundTop(_ canvas: inout Canvas) {
        let (y, ry) = (top + depth * 0.6, depth * 0.75)
        canvas.body(.ellipse(0, y + thick, half, ry), topColour.darker(0.4), .round)
        canvas.body(.ellipse(0, y, half, ry), topColour, .soft)
        canvas.stroke(.ellipse(0, y, half - 5, ry - 2.5), 0.9, .white.faded(0.3))
        canvas.fill(.ellipse(-half * 0.35, y - ry * 0.2, half * 0.35, ry * 0.35), .white.faded(0.1))
    }

    private func pedestal(_ canvas: inout Canvas) {
        canvas.body(.ellipse(0, 82, half * 0.5, 8), legColour.darker(0.2), .round)
        var path = Path(-7, top)
        path.curve(-7, 50, -6, 70, -22, 82)
        path.line(22, 82)
        path.curve(6, 70, 7, 50, 7, top)
        canvas.body(path, legColour, .round)
    }

    private func splayedLegs(_ canvas: inout Canvas) {
        for (x, foot, low, shade) in [
            (-0.3, -0.42, 80.0, 0.4), (0.3, 0.42, 80, 0.4), (-0.6, -0.82, 90, 0), (0.6, 0.82, 90, 0),
        ] {
            let (a, b) = (x * half, foot * half)
            canvas.body(
                .polygon(a - 5, top + 6, a + 5, top + 6, b + 3, low, b - 3, low), legColour.darker(shade),
                .round)
        }
    }

    private func vase(_ canvas: inout Canvas) {
        let foot = top + depth * 0.55
        for (x, y) in [(-9.0, -44.0), (2, -52), (12, -42)] {
            canvas.stroke(.wave(0, foot - 20, x * 0.5, foot - 32, x, foot + y), 1.4, Colour(0x4E7F4F))
            canvas.body(.circle(x, foot + y, 5), style.accent, .ball)
        }
        var path = Path(-5, foot - 26)
        path.curve(-16, foot - 14, -12, foot, -6, foot)
        path.line(6, foot)
        path.curve(12, foot, 16, foot - 14, 5, foot - 26)
        canvas.body(path, Colour(0xF1EDE5), .round)
    }
}
