extension Kind {
    static let camera = Kind("camera", stands: true) { Camera(style: $1).draw(&$0) }
}

/// A camera seen from the front; with a prism hump, a flat top or a deep grip.
private struct Camera {
    let style: Style

    private var half: Double { style.first(72, 88) }
    private var top: Double { style.second(-30, 2) }
    private var lens: Double { style.third(31, 43) }
    private var form: Int { style.number % 3 }
    private var centre: Point { Point(form == 1 ? 12 : 0, (top + 96) / 2) }

    func draw(_ canvas: inout Canvas) {
        canvas.body(.rect(-half + 10, top - 9, -half + 30, top + 5, round: 3), Colour(0xA9AEB4), .round)
        canvas.body(.rect(half - 34, top - 7, half - 12, top + 5, round: 2), Colour(0x3A3D43), .round)
        if form == 0 { hump(&canvas) }
        let plate = Path.rect(-half, top, half, 90, round: 11)
        canvas.fill(plate, .vertical(top, 90, Colour(0xE7E8EA), Colour(0xB4B8BD), Colour(0x8F949A)))
        hide(&canvas)
        if form == 1 { window(&canvas) }
        if form == 2 { grip(&canvas) }
        flash(&canvas)
        barrel(&canvas)
        glass(&canvas)
    }

    private func hump(_ canvas: inout Canvas) {
        let path = Path.polygon(-32, top + 4, -20, top - 23, 20, top - 23, 32, top + 4)
        canvas.fill(path, .vertical(top - 23, top + 4, Colour(0xEDEEF0), Colour(0xAEB2B8)))
        canvas.fill(.rect(-13, top - 27, 13, top - 22, round: 1), Colour(0x4A4D53))
        canvas.fill(.rect(-17, top - 15, 17, top - 4, round: 2), style.main.darker(0.1))
    }

    /// The leather or paint round the body, in the product's colour.
    private func hide(_ canvas: inout Canvas) {
        let path = Path.rect(-half, top + 22, half, 81)
        canvas.body(path, style.main, .soft)
        canvas.clipped(to: path) { canvas in
            var grains = Path()
            for y in stride(from: top + 24, to: 81, by: 5) {
                for x in stride(from: -half + 2, to: half, by: 5) {
                    grains.add(.rect(x, y, x + 1.6, y + 1.6))
                }
            }
            canvas.fill(grains, .black.faded(0.13))
        }
        canvas.fill(.rect(-half, top + 21, half, top + 23), .black.faded(0.3))
    }

    private func window(_ canvas: inout Canvas) {
        canvas.fill(.rect(-half + 38, top + 5, -half + 64, top + 18, round: 2), Colour(0x24272C))
        canvas.fill(
            .rect(-half + 41, top + 7, -half + 61, top + 16, round: 1),
            .horizontal(-half + 41, -half + 61, Colour(0x5A7C96), Colour(0x1B2733)))
        canvas.fill(.rect(half - 40, top + 2, half - 36, top + 19), style.accent)
    }

    private func grip(_ canvas: inout Canvas) {
        let path = Path.rect(-half - 4, top + 8, -half + 26, 90, round: 11)
        canvas.body(path, style.main.darker(0.35), .round)
        canvas.fill(.ellipse(-half + 12, top + 12, 8, 4), style.accent)
    }

    private func flash(_ canvas: inout Canvas) {
        let left = half - 30
        canvas.fill(.rect(left, top + 5, left + 22, top + 18, round: 3), Colour(0x55595F))
        canvas.fill(
            .rect(left + 2, top + 7, left + 20, top + 16, round: 2),
            .vertical(top, top + 18, .white, Colour(0xB9C2CC)))
        canvas.fill(.circle(-half + 18, top + 12, 3), style.accent)
    }

    private func barrel(_ canvas: inout Canvas) {
        let (x, y) = (centre.x, centre.y - 4)
        canvas.fill(.circle(x + 2, y + 4, lens + 4), .black.faded(0.35))
        canvas.fill(
            .circle(x, y, lens + 3),
            .linear(
                Point(x - lens, y - lens), Point(x + lens, y + lens),
                [(0, Colour(0xF0F1F2)), (1, Colour(0x6E737A))]))
        canvas.fill(
            .circle(x, y, lens),
            .linear(
                Point(x - lens, y - lens), Point(x + lens, y + lens),
                [(0, Colour(0x4A4D53)), (1, Colour(0x16181B))]))
        for step in 0..<40 {
            let (a, b) = (Point.polar(Double(step) * 9, lens - 1), Point.polar(Double(step) * 9, lens - 4))
            canvas.stroke(.segment(x + a.x, y + a.y, x + b.x, y + b.y), 1.2, .white.faded(0.16))
        }
        canvas.stroke(.circle(x, y, lens * 0.76), 1.8, style.accent)
    }

    private func glass(_ canvas: inout Canvas) {
        let (x, y) = (centre.x, centre.y - 4)
        let size = lens * 0.64
        canvas.fill(.circle(x, y, size), Colour(0x0D0F14))
        canvas.fill(
            .circle(x, y, size * 0.9),
            .glow(x + 5, y + 6, size * 1.2, Colour(0x5E6FB8), Colour(0x2B2F62), Colour(0x0E1018)))
        canvas.stroke(.circle(x, y, size * 0.5), 1, .white.faded(0.18))
        canvas.fill(.ellipse(x - size * 0.36, y - size * 0.4, size * 0.24, size * 0.17), .white.faded(0.75))
        canvas.fill(.circle(x + size * 0.34, y + size * 0.4, size * 0.09), .white.faded(0.45))
    }
}
