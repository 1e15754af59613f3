extension Kind {
    static let guitar = Kind("guitar", stands: false) { Guitar(style: $1).draw(&$0) }
}

/// A guitar on a slant: a folk guitar with a sound hole, or an electric one with horns.
private struct Guitar {
    let style: Style

    private var isElectric: Bool { style.number % 2 == 1 }
    private var lower: Double { style.first(35, 44) }
    private var upper: Double { style.second(25, 33) }
    private var waist: Double { upper * style.third(0.74, 0.88) }

    func draw(_ canvas: inout Canvas) {
        canvas.mapped(Transform().rotated(style.third(22, 40))) { canvas in
            if isElectric {
                electric(&canvas)
            } else {
                folk(&canvas)
            }
            neck(&canvas)
            head(&canvas)
            strings(&canvas)
        }
    }

    private func folk(_ canvas: inout Canvas) {
        let path = Path.blob(
            0, 2, -upper * 0.66, 4, -upper, 20, -waist, 42, -lower * 0.93, 57, -lower, 74, -lower * 0.8, 91,
            -lower * 0.4, 99, 0, 100, lower * 0.4, 99, lower * 0.8, 91, lower, 74, lower * 0.93, 57, waist,
            42,
            upper, 20, upper * 0.66, 4)
        canvas.body(path, style.main.darker(0.4), .soft)
        let face = path.mapped(Transform().translated(0, 2.6).scaled(0.95, 0.95))
        canvas.body(face, style.main, .ball)
        canvas.stroke(face.mapped(Transform().translated(0, 2).scaled(0.96, 0.96)), 0.9, .white.faded(0.4))
        canvas.fill(.circle(0, 40, 15), style.accent)
        canvas.fill(.circle(0, 40, 12.5), Colour(0x1A1512))
        canvas.stroke(.circle(0, 40, 17), 1, style.accent.darker(0.3))
        let guardPlate = Path.blob(10, 50, 22, 46, 26, 62, 16, 70)
        canvas.fill(guardPlate, style.trim.faded(0.85))
        canvas.body(.rect(-16, 71, 16, 78, round: 3), style.timber.darker(0.55), .lit)
    }

    private func electric(_ canvas: inout Canvas) {
        let path = Path.blob(
            -7, 26, -16, 14, -upper + 2, -6, -upper - 4, 8, -waist - 5, 32, -waist - 4, 46, -lower, 66,
            -lower + 4, 84,
            -18, 95, 4, 98, lower - 12, 93, lower, 76, lower - 6, 58, waist + 1, 44, upper - 4, 28, upper, 10,
            upper - 8, 8, 14, 22, 8, 28)
        canvas.body(path.moved(2, 3), style.main.darker(0.55), .soft)
        canvas.body(path, style.main, .ball)
        let plate = Path.blob(-12, 28, 12, 32, 16, 48, 26, 66, 18, 82, -4, 66, -14, 48)
        canvas.body(plate, Colour(0xF4F1EA), .soft)
        for y in [40.0, 56] {
            canvas.fill(.rect(-10, y - 3.5, 10, y + 3.5, round: 3), style.trim.darker(0.4))
        }
        canvas.fill(.rect(-11, 68, 11, 76, round: 2), .vertical(68, 76, Colour(0xEDEEF0), Colour(0x85898F)))
        for (x, y) in [(17.0, 70.0), (21, 80), (12, 82)] {
            canvas.body(.circle(x, y, 3.4), style.accent, .ball)
        }
    }

    private func neck(_ canvas: inout Canvas) {
        let end = isElectric ? 34.0 : 26.0
        canvas.body(.polygon(-4.6, -72, 4.6, -72, 5.8, end, -5.8, end), style.timber.darker(0.45), .round)
        for fret in 0..<14 {
            let y = -70 + (end + 68) * (1 - 1 / (1 + Double(fret) * 0.11)) * 1.6
            if y < end - 2 { canvas.stroke(.segment(-5, y, 5, y), 0.9, Colour(0xD9DBDE)) }
        }
        for y in [-48.0, -30, -14] { canvas.fill(.circle(0, y, 1.7), Colour(0xF4F1EA)) }
    }

    private func head(_ canvas: inout Canvas) {
        for row in 0..<3 {
            let y = -93 + Double(row) * 7.5
            for side in [-1.0, 1.0] {
                canvas.stroke(.segment(side * 6, y, side * 12, y), 1.8, Colour(0x9BA0A6))
                canvas.fill(.ellipse(side * 13, y, 3, 2.4), Colour(0xE9E6DE))
            }
        }
        let path = Path.polygon(
            -4.6, -70, -8.5, -77, -7.5, -98, -2, -100, 5, -97.5, 8.5, -77, 4.6, -70)
        canvas.body(path, isElectric ? style.main : style.timber.darker(0.2), .round)
        canvas.fill(.rect(-5, -72.5, 5, -70.5), Colour(0xF4F1EA))
    }

    private func strings(_ canvas: inout Canvas) {
        let end = isElectric ? 72.0 : 75.0
        for string in 0..<6 {
            let x = Double(string) * 1.5 - 3.75
            canvas.stroke(.segment(x, -88, x * 1.5, end), 0.5, Colour(0xF2F0EA).faded(0.85))
        }
    }
}
