extension Kind {
    static let teapot = Kind(
        "teapot", stands: true, patterns: [.plain, .spotted, .banded, .plain, .striped, .zigzag]
    ) { Teapot(style: $1).draw(&$0) }
}

/// A round-bellied pot with a spout to the left and a handle to the right.
private struct Teapot {
    let style: Style

    private var half: Double { style.first(46, 58) }
    private var top: Double { style.second(-34, 4) }
    private var neck: Double { half * style.third(0.45, 0.66) }

    func draw(_ canvas: inout Canvas) {
        handle(&canvas)
        spout(&canvas)
        canvas.body(.rect(-half * 0.55, 78, half * 0.55, 90, round: 4), style.main.darker(0.25), .round)
        canvas.body(belly, style, .ball, size: 17)
        shine(&canvas)
        lid(&canvas)
    }

    private var belly: Path {
        var path = Path(-neck, top)
        path.curve(-half - 10, top + 14, -half - 8, 84, -half * 0.5, 86)
        path.line(half * 0.5, 86)
        path.curve(half + 8, 84, half + 10, top + 14, neck, top)
        path.quad(0, top + 8, -neck, top)
        return path
    }

    private func spout(_ canvas: inout Canvas) {
        let tip = style.third(-8, -26)
        var path = Path(-half + 10, 66)
        path.curve(-half - 26, 60, -half - 20, 24, -half - 40, tip)
        path.line(-half - 29, tip - 5)
        path.curve(-half - 8, 8, -half - 14, 22, -half + 10, 26)
        canvas.body(path, style.main, .soft)
        canvas.stroke(.segment(-half - 40, tip, -half - 29, tip - 5), 4, style.main.darker(0.35))
        canvas.stroke(.wave(-half - 30, tip + 12, -half - 15, 24, -half - 4, 42), 3, .white.faded(0.25))
    }

    private func handle(_ canvas: inout Canvas) {
        var path = Path(half - 14, top + 20)
        if style.number % 4 == 1 {
            path = .arc(0, top + 6, neck + 16, from: 196, to: 344)
            canvas.stroke(path, 8, style.timber.darker(0.35))
            canvas.stroke(path, 5, style.timber)
            return
        }
        path.curve(half + 36, top - 6, half + 46, 62, half - 10, 68)
        canvas.stroke(path, 13, style.main.darker(0.38))
        canvas.stroke(path, 9.5, style.main.darker(0.08))
        canvas.stroke(path.moved(-2, -1.5), 2.5, style.main.lighter(0.4))
    }

    private func lid(_ canvas: inout Canvas) {
        let rise = top - style.first(22, 12)
        var path = Path(-neck - 3, top + 1)
        path.curve(-neck, rise - 6, neck, rise - 6, neck + 3, top + 1)
        path.quad(0, top + 11, -neck - 3, top + 1)
        canvas.body(path, style.pattern == .plain ? style.main : style.accent, .ball)
        canvas.stroke(.wave(-neck - 2, top + 1, 0, top + 6.5, neck + 2, top + 1), 1.5, .black.faded(0.4))
        canvas.body(.rect(-4, rise - 8, 4, rise + 3), style.main.darker(0.2), .round)
        canvas.body(.circle(0, rise - 11, 8), style.pattern == .plain ? style.accent : style.main, .ball)
    }

    private func shine(_ canvas: inout Canvas) {
        let path = Path.wave(-half * 0.7, top + 44, -half * 0.62, top + 26, -half * 0.4, top + 14)
        canvas.stroke(path, 5, .white.faded(0.4))
        canvas.fill(.circle(-half * 0.68, top + 56, 2.6), .white.faded(0.4))
    }
}
