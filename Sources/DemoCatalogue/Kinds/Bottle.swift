extension Kind {
    static let bottle = Kind(
        "bottle", stands: true, patterns: [.plain, .banded, .plain, .striped, .zigzag, .spotted]
    ) { Bottle(style: $1).draw(&$0) }
}

/// A drinks bottle: of glass with a cork and a label, or a sports flask with a screw cap.
private struct Bottle {
    let style: Style

    private var half: Double { style.first(24, 38) }
    private var neck: Double { half * style.second(0.32, 0.5) }
    private var top: Double { style.third(-92, -62) }
    private var shoulder: Double { top + style.second(62, 40) }
    private var isFlask: Bool { style.number % 3 == 2 }

    func draw(_ canvas: inout Canvas) {
        if isFlask {
            flask(&canvas)
        } else {
            glass(&canvas)
        }
    }

    private var outline: Path {
        var path = Path(-neck, top)
        path.line(-neck, shoulder - 26)
        path.curve(-neck, shoulder - 6, -half, shoulder - 8, -half, shoulder + 16)
        path.line(-half, 82)
        path.curve(-half, 92, half, 92, half, 82)
        path.line(half, shoulder + 16)
        path.curve(half, shoulder - 8, neck, shoulder - 6, neck, shoulder - 26)
        path.line(neck, top)
        return path
    }

    private func glass(_ canvas: inout Canvas) {
        cork(&canvas)
        canvas.body(outline, style.main.mixed(.black, 0.12).faded(0.93), .round)
        canvas.clipped(to: outline) { canvas in
            let level = shoulder + 2
            canvas.fill(.rect(-half + 3, level, half - 3, 86), style.main.darker(0.3).faded(0.45))
            canvas.fill(.rect(half * 0.55, shoulder, half * 0.72, 80, round: 3), .white.faded(0.22))
            canvas.fill(.rect(-half * 0.72, shoulder + 8, -half * 0.5, 84, round: 3), .white.faded(0.5))
            canvas.fill(.rect(-neck * 0.6, top + 6, -neck * 0.2, shoulder - 20, round: 2), .white.faded(0.5))
        }
        canvas.body(.rect(-neck - 3, top - 2, neck + 3, top + 7, round: 3), style.main.darker(0.2), .round)
        label(&canvas)
    }

    private func cork(_ canvas: inout Canvas) {
        let cork = Path.rect(-neck * 0.8, top - 13, neck * 0.8, top + 4, round: 2)
        canvas.body(cork, style.timber, .round)
    }

    private func label(_ canvas: inout Canvas) {
        let (high, low) = (shoulder + 22, lerp(shoulder + 22, 84, 0.72))
        let paper = Path.rect(-half, high, half, low)
        var look = style
        look.main = style.main.brightness > 0.75 ? style.accent : Colour(0xF4EFE4)
        look.accent = style.main.brightness > 0.75 ? style.main : style.accent
        canvas.body(paper, look, .round, size: 11)
        canvas.fill(.rect(-half, high + 3, half, high + 4.5), look.accent.faded(0.8))
        canvas.fill(.rect(-half, low - 4.5, half, low - 3), look.accent.faded(0.8))
        let middle = (high + low) / 2
        canvas.fill(.ellipse(0, middle, half * 0.5, half * 0.42), look.main)
        canvas.stroke(.ellipse(0, middle, half * 0.5, half * 0.42), 1.2, look.accent)
        canvas.fill(
            .polygon(0, middle - 6, 5, middle, 0, middle + 6, -5, middle), look.accent)
    }

    private func flask(_ canvas: inout Canvas) {
        let cap = Path.rect(-half * 0.62, top, half * 0.62, top + 26, round: 5)
        var loop = Path(-half * 0.4, top + 4)
        loop.curve(-half * 0.5, top - 20, half * 0.5, top - 20, half * 0.4, top + 4)
        canvas.stroke(loop, 6, style.trim.darker(0.1))
        canvas.body(cap, style.trim, .round)
        for step in 0..<5 {
            let x = lerp(-half * 0.5, half * 0.5, Double(step) / 4)
            canvas.stroke(.segment(x, top + 8, x, top + 22), 1.2, .black.faded(0.25))
        }
        canvas.fill(.rect(-half * 0.68, top + 25, half * 0.68, top + 32), .metal(-half * 0.7, half * 0.7))
        let tank = Path.rect(-half, top + 31, half, 90, round: 15)
        canvas.body(tank, style, .round, size: 17)
        canvas.clipped(to: tank) {
            $0.fill(.rect(-half, 80, half, 92), .metal(-half, half))
            $0.fill(.rect(-half * 0.66, top + 44, -half * 0.46, 74, round: 4), .white.faded(0.35))
        }
    }
}
