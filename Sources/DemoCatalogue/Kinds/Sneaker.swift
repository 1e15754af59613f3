extension Kind {
    static let sneaker = Kind("sneaker", stands: true) { Sneaker(style: $1).draw(&$0) }
}

/// A sports shoe seen from the side, its toe to the right; low, or high round the ankle.
private struct Sneaker {
    let style: Style

    private var collar: Double { style.first(12, -46) }
    private var sole: Double { style.second(12, 22) }
    private var toe: Double { style.third(84, 95) }
    private var ground: Double { 90 - sole }

    func draw(_ canvas: inout Canvas) {
        tongue(&canvas)
        canvas.body(upper, style.main, .lit)
        canvas.clipped(to: upper, panels)
        canvas.stroke(upper.dashed(2.5, 2), 0.8, .white.faded(0.3))
        laces(&canvas)
        bottom(&canvas)
    }

    private var upper: Path {
        var path = Path(-80, ground + 4)
        path.curve(-88, 40, -76, 30, -77, collar + 8)
        path.curve(-78, collar, -70, collar - 6, -64, collar)
        path.curve(-52, collar + 12, -38, collar + 12, -22, collar - 2)
        path.curve(-6, lerp(collar, 40, 0.5), 14, 30, 38, 40)
        path.curve(66, 44, toe, 50, toe, ground + 4)
        return path
    }

    private func tongue(_ canvas: inout Canvas) {
        var path = Path(-40, collar + 12)
        path.curve(-36, collar - 10, -22, collar - 18, -12, collar - 14)
        path.curve(-6, collar, 0, 20, 22, 40)
        path.line(-20, 44)
        canvas.body(path, style.accent.darker(0.12), .lit)
        canvas.fill(.ellipse(-52, collar + 5, 26, 10), style.main.darker(0.6))
    }

    private func panels(_ canvas: inout Canvas) {
        var heel = Path(-95, collar + 20)
        heel.curve(-60, collar + 26, -58, 56, -52, 95)
        heel.line(-95, 95)
        canvas.body(heel, style.accent, .lit)
        canvas.stroke(heel.dashed(2.5, 2), 0.9, .white.faded(0.45))
        var cap = Path(52, 95)
        cap.curve(50, 62, 60, 46, 76, 40)
        cap.line(105, 40)
        cap.line(105, 95)
        canvas.body(cap, style.number.isMultiple(of: 2) ? Colour(0xF2EFE8) : style.main.darker(0.2), .lit)
        switch style.number % 3 {
        case 0: sash(&canvas)
        case 1: stripes(&canvas)
        default: star(&canvas)
        }
    }

    private func sash(_ canvas: inout Canvas) {
        var path = Path(-50, 46)
        path.curve(-30, 70, 0, 70, 36, 44)
        path.curve(4, 84, -36, 88, -50, 46)
        canvas.fill(path, style.accent)
    }

    private func stripes(_ canvas: inout Canvas) {
        for step in 0..<3 {
            let x = -30 + Double(step) * 17
            canvas.fill(.polygon(x + 10, 30, x + 19, 30, x - 1, 90, x - 10, 90), style.accent)
        }
    }

    private func star(_ canvas: inout Canvas) {
        let centre = Point(-34, (collar + 60) / 2 + 6)
        canvas.fill(.circle(centre.x, centre.y, 15), Colour(0xF2EFE8))
        canvas.fill(
            .through(
                (0..<10).map { centre + .polar(Double($0) * 36 - 90, $0.isMultiple(of: 2) ? 12 : 5) }),
            style.accent.brightness > 0.7 ? style.main : style.accent)
    }

    private func laces(_ canvas: inout Canvas) {
        let lace = Colour(0xFAF8F3)
        let start = Point(-18, collar + 4)
        let end = Point(32, 42)
        let count = collar < -15 ? 6 : 4
        for step in 0..<count {
            let t = Double(step) / Double(count - 1)
            let bend = 13 * t * (1 - t)
            let place = start + (end - start) * t + Point(-bend, bend)
            let path = Path.wave(
                place.x - 14, place.y + 7, place.x - 2, place.y - 1, place.x + 9, place.y - 5)
            canvas.stroke(path.moved(0.5, 1.5), 4.6, .black.faded(0.35))
            canvas.stroke(path, 4.2, lace)
            canvas.fill(.circle(place.x - 14, place.y + 7, 2.6), Colour(0x55585E))
        }
    }

    private func bottom(_ canvas: inout Canvas) {
        var path = Path(-84, ground)
        path.curve(-60, ground + 4, 30, ground + 3, toe + 1, ground - 2)
        path.curve(toe + 9, ground + 3, toe + 4, 90, toe - 12, 90)
        path.line(-76, 90)
        path.curve(-90, 90, -92, ground + 8, -84, ground)
        canvas.body(path, Colour(0xF5F2EB), .lit)
        canvas.clipped(to: path) { canvas in
            canvas.fill(.rect(-95, 86, 105, 92), style.trim)
            canvas.fill(.rect(-95, ground + sole * 0.38, 105, ground + sole * 0.38 + 2), style.accent)
            for x in stride(from: -80.0, to: 100, by: 7) {
                canvas.stroke(.segment(x, 83, x, 92), 1.4, .black.faded(0.25))
            }
        }
    }
}
