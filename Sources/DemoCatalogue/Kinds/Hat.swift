extension Kind {
    static let hat = Kind(
        "hat", stands: false, patterns: [.plain, .plain, .checked, .plain, .striped, .spotted]
    ) {
        Hat(style: $1).draw(&$0)
    }
}

/// A hat with a brim, a cap with a peak, or a knitted hat with a bobble.
private struct Hat {
    let style: Style

    private var crown: Double { style.first(-62, -30) }
    private var brim: Double { style.second(74, 97) }
    private var half: Double { style.third(44, 54) }

    func draw(_ canvas: inout Canvas) {
        switch style.number % 3 {
        case 0: brimmed(&canvas)
        case 1: cap(&canvas)
        default: knitted(&canvas)
        }
    }

    private func brimmed(_ canvas: inout Canvas) {
        var under = Path(-brim, 36)
        under.curve(-brim - 4, 64, brim + 4, 64, brim, 36)
        under.curve(brim * 0.7, 50, -brim * 0.7, 50, -brim, 36)
        canvas.body(under, style.main.darker(0.4), .lit)
        var top = Path(-brim, 37)
        top.curve(-brim, 14, -half - 10, 26, -half, 30)
        top.line(half, 30)
        top.curve(half + 10, 26, brim, 14, brim, 37)
        top.curve(brim * 0.6, 62, -brim * 0.6, 62, -brim, 37)
        canvas.body(top, style, .soft, size: 14)
        canvas.stroke(
            .wave(-brim + 2, 38, -brim * 0.5, 51, 0, 55, brim * 0.5, 51, brim - 2, 38), 1.4, .black.faded(0.3)
        )
        var dome = Path(-half, 34)
        dome.curve(-half + 2, 0, -half + 8, crown, -half * 0.5, crown - 6)
        dome.curve(-half * 0.2, crown - 10, -6, crown + 8, 4, crown + 6)
        dome.curve(half * 0.2, crown - 8, half * 0.6, crown - 12, half * 0.7, crown)
        dome.curve(half - 4, crown + 12, half - 2, 0, half, 34)
        dome.quad(0, 50, -half, 34)
        canvas.body(dome, style, .round, size: 14)
        canvas.clipped(to: dome) { canvas in
            canvas.fill(.wave(-half, 34, 0, 42, half, 34).stroked(20).moved(0, -2), style.accent)
            canvas.fill(dome, .vertical(-20, 44, .clear, .black.faded(0.25)))
            canvas.stroke(.wave(-14, crown, -4, crown + 22, 2, crown + 44), 8, .black.faded(0.12))
        }
    }

    private func cap(_ canvas: inout Canvas) {
        var peak = Path(10, 26)
        peak.curve(40, 14, brim, 22, brim, 44)
        peak.curve(brim, 54, 60, 42, 4, 46)
        canvas.body(peak, style.accent, .lit)
        canvas.stroke(.wave(20, 32, 54, 28, brim - 8, 42).dashed(3, 2), 1, .white.faded(0.5))
        var dome = Path(-70, 42)
        dome.curve(-76, crown - 22, 44, crown - 30, 46, 30)
        dome.curve(20, 34, -30, 54, -70, 42)
        canvas.body(dome, style, .ball, size: 14)
        canvas.clipped(to: dome) { canvas in
            canvas.stroke(.wave(-14, crown - 20, -26, 0, -24, 60), 1.3, .black.faded(0.4))
            canvas.stroke(.wave(-14, crown - 20, 16, -6, 26, 44), 1.3, .black.faded(0.4))
            canvas.stroke(.wave(-70, 38, -28, 46, 46, 26), 1.3, .black.faded(0.4))
        }
        canvas.body(.ellipse(-13, crown + 2 - (crown + 46) * 0.25, 6, 3.5), style.accent, .ball)
        canvas.fill(.circle(-2, 4, 12), style.accent)
        canvas.fill(.polygon(-2, -5, 6, 9, -10, 9), style.main)
    }

    private func knitted(_ canvas: inout Canvas) {
        let top = crown - 4
        var dome = Path(-half - 6, 40)
        dome.curve(-half - 10, top - 8, half + 10, top - 8, half + 6, 40)
        canvas.body(bobble(top + 4), style.accent, .ball)
        canvas.body(dome, style, .ball, size: 16)
        canvas.clipped(to: dome) { canvas in
            for x in stride(from: -66.0, through: 66, by: 7) {
                canvas.stroke(.wave(x * 0.2, top, x * 0.8, 0, x, 44), 1.4, .black.faded(0.14))
            }
        }
        let fold = Path.rect(-half - 10, 26, half + 10, 62, round: 9)
        canvas.body(fold, style.pattern == .plain ? style.main.darker(0.12) : style.accent, .round)
        for x in stride(from: -half - 4, through: half + 4, by: 6) {
            canvas.stroke(.segment(x, 29, x, 59), 1.6, .black.faded(0.18))
        }
    }

    /// A fluffy ball.
    private func bobble(_ y: Double) -> Path {
        let points = (0..<44).map { step in
            Point(0, y - 10) + .polar(Double(step) * 360 / 44, step.isMultiple(of: 2) ? 21 : 17)
        }
        return .through(points)
    }
}
