extension Kind {
    static let plant = Kind(
        "plant", stands: true, noun: "pot plant",
        patterns: [.plain, .striped, .zigzag, .plain, .spotted, .banded, .checked]
    ) { Plant(style: $1).draw(&$0) }
}

/// A houseplant in a pot, which has the product's colour: sword leaves, a rubber plant, a cactus, or a fern.
private struct Plant {
    let style: Style

    private var rim: Double { style.first(32, 44) }
    private var top: Double { style.second(22, 44) }
    private var spread: Double { style.third(0.8, 1.15) }
    private var leaf: Colour {
        [Colour(0x4F8A50), Colour(0x6FA257), Colour(0x3A7360), Colour(0x7D9C5E), Colour(0x8A6A86)][
            style.number % 5]
    }

    func draw(_ canvas: inout Canvas) {
        switch style.number % 4 {
        case 0: swords(&canvas)
        case 1: broadLeaves(&canvas)
        case 2: cactus(&canvas)
        default: fronds(&canvas)
        }
        pot(&canvas)
    }

    private func pot(_ canvas: inout Canvas) {
        let foot = rim * style.third(0.92, 0.66)
        let outline = Path.polygon(
            -rim + 2, top + 6, rim - 2, top + 6, foot, 88, foot - 3, 90, -foot + 3, 90, -foot, 88)
        canvas.body(outline, style, .round, size: 14)
        canvas.clipped(to: outline) {
            $0.fill(.rect(-60, top, 60, top + 22), .vertical(top + 8, top + 22, .black.faded(0.35), .clear))
        }
        canvas.body(.rect(-rim - 2, top, rim + 2, top + 13, round: 3), style.main, .round)
    }

    private func swords(_ canvas: inout Canvas) {
        for (x, lean, height) in [
            (-16.0, -40.0, 0.8), (15, 38, 0.86), (-8, -16, 1.0), (9, 14, 0.94), (0, -2, 1.06), (20, 52, 0.6),
        ] {
            let tip = Point(lean * spread, top - 106 * height)
            var path = Path(x - 8, top + 6)
            path.curve(x - 16, top - 40, tip.x - 10, tip.y + 36, tip.x, tip.y)
            path.curve(tip.x + 8, tip.y + 36, x + 15, top - 40, x + 8, top + 6)
            canvas.body(path, leaf.lighter(0.24), .round)
            let inner = path.mapped(
                Transform().translated((x + tip.x) / 4, 0).scaled(0.66, 1).translated(-(x + tip.x) / 8, 0))
            canvas.clipped(to: path) { $0.body(inner, leaf, .round) }
        }
    }

    private func broadLeaves(_ canvas: inout Canvas) {
        let stems = [
            (-150.0, 62.0), (-30, 60), (-118, 84), (-62, 86), (-90, 104), (-170, 40), (-8, 42), (-102, 52),
            (-70, 46),
        ]
        for (index, (angle, length)) in stems.enumerated() {
            let end = Point(0, top + 2) + .polar(angle, length * (0.35 + spread * 0.5))
            canvas.stroke(
                .wave(0, top + 8, end.x * 0.4, lerp(top, end.y, 0.6), end.x, end.y), 2.4, leaf.darker(0.4))
            let size = 0.85 + 0.25 * style.first(1, 0)
            canvas.mapped(Transform().translated(end.x, end.y).rotated(angle).scaled(size, size)) {
                blade(&$0, index.isMultiple(of: 2) ? leaf : leaf.lighter(0.14))
            }
        }
    }

    /// A pointed oval leaf along the x axis.
    private func blade(_ canvas: inout Canvas, _ colour: Colour) {
        var path = Path(-18, 0)
        path.curve(-12, -24, 18, -22, 32, 0)
        path.curve(18, 22, -12, 24, -18, 0)
        canvas.body(path, colour, .lit)
        canvas.stroke(.segment(-18, 0, 29, 0), 1.3, colour.lighter(0.45))
        for x in [-8.0, 2, 12] {
            canvas.stroke(.segment(x, 0, x + 8, -10), 0.8, colour.lighter(0.3))
            canvas.stroke(.segment(x, 0, x + 8, 10), 0.8, colour.lighter(0.3))
        }
    }

    private func cactus(_ canvas: inout Canvas) {
        let high = top - 92 * spread
        let arms = [
            Path.wave(0, top - 26, 36, top - 30, 36, top - 56),
            .wave(0, top - 44, -34, top - 46, -34, top - 72),
        ]
        for arm in arms {
            canvas.stroke(arm, 19, leaf.darker(0.35))
            canvas.stroke(arm, 16, leaf)
            canvas.stroke(arm.moved(-3, -2), 4, leaf.lighter(0.3))
        }
        let trunk = Path.rect(-20, high, 20, top + 10, round: 20)
        canvas.body(trunk, leaf, .round)
        for x in [-12.0, -4, 4, 12] {
            canvas.stroke(.segment(x, high + 12, x * 1.2, top), 1, leaf.darker(0.4))
            for y in stride(from: high + 14, to: top - 4, by: 10) {
                canvas.stroke(.segment(x - 2, y - 2, x + 2, y + 2), 0.8, Colour(0xF4EFD8))
            }
        }
        for angle in stride(from: 0.0, to: 360, by: 60) {
            let petal = Point(0, high) + .polar(angle, 7)
            canvas.body(.circle(petal.x, petal.y, 5.5), style.accent, .ball)
        }
        canvas.fill(.circle(0, high, 4), Colour(0xF2D06B))
    }

    private func fronds(_ canvas: inout Canvas) {
        let angles = [-178.0, -2, -160, -20, -142, -38, -124, -56, -107, -73, -90]
        for (index, angle) in angles.enumerated() {
            let reach = lerp(64, 92, sine(-angle)) * spread
            let end = Point(0, top + 20 * cosine(angle).magnitude) + .polar(angle, reach)
            let bend = Point(0, top - 20) + .polar(angle, reach * 0.5)
            let colour = index.isMultiple(of: 2) ? leaf.darker(0.14) : leaf.lighter(0.1)
            canvas.stroke(.wave(0, top + 6, bend.x, bend.y, end.x, end.y), 1.6, leaf.darker(0.4))
            leaflets(&canvas, [Point(0, top + 6), bend, end], colour)
        }
    }

    /// Pairs of narrow leaves along a bent stem, shorter towards its tip.
    private func leaflets(_ canvas: inout Canvas, _ stem: [Point], _ colour: Colour) {
        var leaves = Path()
        let line = Path.smooth(stem, closed: false).runs[0]
        let count = 10
        for step in 3...count {
            let index = (line.count - 1) * step / count
            let along = line[index] - line[max(0, index - 3)]
            let unit = along * (1 / max(0.01, along.length))
            let size = 19 - 1.3 * Double(step)
            for side in [-1.0, 1.0] {
                let tip = line[index] + unit * (size * 0.7) + Point(-unit.y, unit.x) * (side * size * 0.8)
                leaves.add(.segment(line[index].x, line[index].y, tip.x, tip.y))
            }
        }
        canvas.stroke(leaves, 3.6, colour)
    }
}
