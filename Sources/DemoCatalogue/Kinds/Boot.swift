extension Kind {
    static let boot = Kind("boot", stands: true) { Boot(style: $1).draw(&$0) }
}

/// A boot seen from the side: a rubber boot, a lace-up boot or an ankle boot with elastic sides.
private struct Boot {
    let style: Style

    private var top: Double { style.first(-90, -46) }
    private var leg: Double { style.second(25, 33) }
    private var heel: Double { style.third(8, 20) }
    private var form: Int { style.number % 3 }

    func draw(_ canvas: inout Canvas) {
        canvas.fill(.ellipse(-24, top, leg - 1, 6), style.main.darker(0.65))
        canvas.body(upper, style.main, .soft)
        canvas.clipped(to: upper) { canvas in
            canvas.fill(
                upper,
                .linear(Point(0, -60), Point(0, 80), [(0, .clear), (0.6, .clear), (1, .black.faded(0.3))]))
            shine(&canvas)
            switch form {
            case 0: rubber(&canvas)
            case 1: break
            default: elastic(&canvas)
            }
        }
        if form == 1 { laces(&canvas) }
        sole(&canvas)
    }

    private var upper: Path {
        var path = Path(-24 - leg, top)
        path.curve(-24 - leg + 3, -20, -54, 20, -58, 76)
        path.line(76, 76)
        path.curve(86, 56, 66, 40, 44, 36)
        path.curve(18, 30, 4, 18, 0, -6)
        path.curve(-2, -30, -24 + leg, -50, -24 + leg, top)
        path.quad(-24, top + 10, -24 - leg, top)
        return path
    }

    private func shine(_ canvas: inout Canvas) {
        canvas.softStroke(.wave(-38, top + 16, -36, -10, -40, 40), 13, .white, 0.34)
        canvas.softStroke(.wave(18, 44, 44, 46, 62, 58), 11, .white, 0.5)
        canvas.softStroke(.wave(-2, 14, -18, 26, -40, 26), 9, .black, 0.3)
        canvas.softStroke(.wave(2, 24, -12, 36, -34, 36), 7, .black, 0.26)
    }

    private func rubber(_ canvas: inout Canvas) {
        canvas.fill(.rect(-70, top - 4, 20, top + 18), style.accent)
        canvas.fill(.rect(-70, top + 18, 20, top + 20), .black.faded(0.25))
        var cap = Path(40, 90)
        cap.curve(44, 64, 50, 50, 66, 34)
        cap.line(100, 40)
        cap.line(100, 90)
        canvas.fill(cap, style.main.darker(0.14))
        canvas.stroke(.wave(42, 80, 46, 60, 64, 38), 1.2, .white.faded(0.3))
        canvas.fill(.rect(-50, top + 32, -20, top + 44, round: 3), style.accent.faded(0.85))
    }

    private func elastic(_ canvas: inout Canvas) {
        var path = Path(-34, top - 2)
        path.curve(-34, 0, -26, 24, -16, 26)
        path.curve(-8, 20, -8, -10, -8, top - 2)
        canvas.fill(path, style.trim.darker(0.2))
        canvas.clipped(to: path) { canvas in
            for x in stride(from: -36.0, to: -4, by: 3) {
                canvas.stroke(.segment(x, top - 4, x + 2, 30), 1, .white.faded(0.16))
            }
        }
        canvas.stroke(path, 1, .white.faded(0.35))
        canvas.fill(.rect(-60, top - 14, -46, top + 16, round: 3), style.accent)
    }

    private func laces(_ canvas: inout Canvas) {
        var flap = Path(-24 + leg - 3, top + 4)
        flap.curve(-24 + leg - 4, -40, -12, -30, -10, -4)
        flap.curve(-8, 16, 8, 30, 30, 37)
        canvas.stroke(flap, 1.1, .black.faded(0.5))
        canvas.body(.rect(-26 - leg, top - 3, -22 + leg, top + 8, round: 5), style.accent, .round)
        let points = [Point(lerp(-24 + leg, 0, 0.25), lerp(top, -10, 0.3)), Point(1, -6), Point(34, 37)]
        let line = Path.smooth(points, closed: false).runs[0]
        let count = 7
        for step in 0..<count {
            let place = line[(line.count - 1) * step / (count - 1)]
            let path = Path.wave(
                place.x - 13, place.y + 7, place.x - 4, place.y + 1, place.x + 3, place.y - 1)
            canvas.stroke(path.moved(0, 1.4), 3.6, .black.faded(0.35))
            canvas.stroke(path, 3.2, style.accent.lighter(0.25))
            canvas.fill(.circle(place.x - 13, place.y + 7, 2.4), Colour(0xC9A54C))
        }
    }

    private func sole(_ canvas: inout Canvas) {
        let low = 90 - heel
        var path = Path(-61, 72)
        path.line(82, 72)
        path.curve(88, 76, 88, 88, 78, 90)
        path.line(8, 90)
        path.quad(-4, low - 2, -16, low + 1)
        path.line(-18, 90)
        path.line(-62, 90)
        path.curve(-64, 84, -64, 76, -61, 72)
        canvas.body(path, style.trim.darker(0.15), .lit)
        canvas.stroke(Path.segment(-58, 75, 80, 75).dashed(3, 2.4), 1.1, .white.faded(0.55))
    }
}
