extension Kind {
    static let clock = Kind("clock", stands: false) { Clock(style: $1).draw(&$0) }
}

/// A wall clock, an alarm clock with two bells, or a pendulum clock.
private struct Clock {
    let style: Style

    private var size: Double { style.first(52, 66) }
    private var rim: Double { style.second(7, 15) }
    private var form: Int { style.number % 3 }
    private var centre: Point { Point(0, form == 0 ? 0 : form == 1 ? 12 : -24) }
    private var dial: Colour { style.number % 4 == 3 ? style.accent : Colour(0xF8F5EE) }
    private var ink: Colour { dial.brightness > 0.5 ? Colour(0x2A2C31) : Colour(0xF6F3EC) }
    private var radius: Double { form == 0 ? size + 18 : form == 1 ? size : size - 6 }

    func draw(_ canvas: inout Canvas) {
        if form == 1 { alarm(&canvas) }
        if form == 2 { pendulum(&canvas) }
        canvas.mapped(Transform(tx: centre.x, ty: centre.y)) { canvas in
            canvas.body(.circle(0, 0, radius), style.main, .ball)
            canvas.fill(.circle(0, 0, radius - rim + 2), .black.faded(0.35))
            canvas.fill(
                .circle(0, 0, radius - rim),
                .glow(-12, -14, radius * 1.5, dial.lighter(0.2), dial.darker(0.2)))
            marks(&canvas)
            hands(&canvas)
            canvas.stroke(.arc(0, 0, radius - rim * 0.5, from: 200, to: 265), rim * 0.25, .white.faded(0.5))
        }
    }

    private func marks(_ canvas: inout Canvas) {
        let outer = radius - rim - 4
        for minute in 0..<60 {
            let isHour = minute.isMultiple(of: 5)
            let isQuarter = minute.isMultiple(of: 15)
            if !isHour, style.number.isMultiple(of: 2) { continue }
            let inner = outer - (isQuarter ? 12 : isHour ? 8 : 3)
            let (from, to) = (Point.polar(Double(minute) * 6, outer), Point.polar(Double(minute) * 6, inner))
            canvas.stroke(.segment(from.x, from.y, to.x, to.y), isQuarter ? 4 : isHour ? 2.2 : 0.9, ink)
        }
    }

    private func hands(_ canvas: inout Canvas) {
        let length = radius - rim
        let hour = Point.polar(style.third(-80, 230), length * 0.48)
        let minute = Point.polar(style.second(300, -30), length * 0.74)
        for (end, width) in [(hour, 5.5), (minute, 3.8)] {
            let tail = end * -0.14
            canvas.stroke(
                .segment(tail.x + 1.5, tail.y + 2.5, end.x + 1.5, end.y + 2.5), width, .black.faded(0.18))
            canvas.stroke(.segment(tail.x, tail.y, end.x, end.y), width, ink)
        }
        let second = Point.polar(style.first(10, 340), length * 0.8)
        let red = Colour(0xCF4238)
        canvas.stroke(.segment(-second.x * 0.2, -second.y * 0.2, second.x, second.y), 1.4, red)
        canvas.fill(.circle(0, 0, 4.4), red)
        canvas.fill(.circle(0, 0, 1.8), ink)
    }

    private func alarm(_ canvas: inout Canvas) {
        let metal = Colour(0xC9A54C)
        for side in [-1.0, 1.0] {
            canvas.stroke(.segment(side * size * 0.5, 50, side * size * 0.74, 88), 9, style.main.darker(0.35))
            canvas.mapped(Transform().translated(side * size * 0.56, 12 - size * 0.86).rotated(side * 33)) {
                $0.stroke(.segment(0, 0, 0, 12), 5, metal.darker(0.4))
                var bell = Path(-24, 3)
                bell.curve(-22, -26, 22, -26, 24, 3)
                $0.body(bell, style.number.isMultiple(of: 2) ? metal : style.accent, .ball)
            }
        }
        var loop = Path(-16, -size + 12)
        loop.curve(-14, -size - 26, 14, -size - 26, 16, -size + 12)
        canvas.stroke(loop, 4, metal.darker(0.2))
        canvas.fill(.rect(-3, -size - 6, 3, 4 - size + 12, round: 2), .metal(-3, 3))
    }

    private func pendulum(_ canvas: inout Canvas) {
        let half = size * 0.62
        let box = Path.rect(-half, -30, half, 94, round: 7)
        canvas.body(box, style.timber, .soft)
        canvas.fill(
            .rect(-half + 8, 10, half - 8, 86, round: 4),
            .vertical(10, 86, Colour(0x2B211B), Colour(0x5A4636)))
        let swing = Point(style.third(-14, 14), 66)
        let gold = Colour(0xD9B45A)
        canvas.stroke(.segment(0, 0, swing.x, swing.y), 2.4, gold.darker(0.2))
        canvas.body(.circle(swing.x, swing.y, 11), gold, .ball)
        canvas.fill(
            .polygon(-half + 8, 86, half * 0.2, 10, half * 0.5, 10, -half * 0.3, 86), .white.faded(0.1))
    }
}
