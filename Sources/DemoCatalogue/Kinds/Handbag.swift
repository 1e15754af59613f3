extension Kind {
    static let handbag = Kind(
        "handbag", stands: true, patterns: [.plain, .plain, .checked, .plain, .striped, .zigzag]
    ) { Handbag(style: $1).draw(&$0) }
}

/// A bag with one or two bowed handles and a flap or a clasp.
private struct Handbag {
    let style: Style

    private var top: Double { style.first(-22, 14) }
    private var upper: Double { style.second(46, 66) }
    private var lower: Double { style.third(62, 80) }

    func draw(_ canvas: inout Canvas) {
        handle(&canvas, lift: 10, colour: style.trim.darker(0.35))
        canvas.body(outline, style, .lit, size: 16)
        canvas.clipped(to: outline) { canvas in
            canvas.fill(outline, Shade.soft.paint(over: outline.bounds))
            canvas.fill(.rect(-90, 80, 90, 92), style.trim)
            canvas.stroke(Path.segment(-90, 78, 90, 78).dashed(3, 2.2), 1, .white.faded(0.4))
        }
        if style.number.isMultiple(of: 2) {
            flap(&canvas)
        } else {
            band(&canvas)
        }
        handle(&canvas, lift: 0, colour: style.trim)
        rings(&canvas)
    }

    private var outline: Path {
        var path = Path(-upper, top)
        path.quad(0, top + 6, upper, top)
        path.curve(upper + 6, 40, lower, 60, lower, 80)
        path.curve(lower, 88, lower - 5, 90, lower - 10, 90)
        path.line(-lower + 10, 90)
        path.curve(-lower + 5, 90, -lower, 88, -lower, 80)
        path.curve(-lower, 60, -upper - 6, 40, -upper, top)
        return path
    }

    private func handle(_ canvas: inout Canvas, lift: Double, colour: Colour) {
        let reach = upper * 0.58
        let height = style.third(66, 100)
        var path = Path(-reach, top + 14)
        path.curve(-reach + 2, top - height - lift, reach - 2, top - height - lift, reach, top + 14)
        canvas.stroke(path, 8, colour.darker(0.4))
        canvas.stroke(path, 6, colour)
        canvas.stroke(path.moved(-1, -1.2), 1.6, colour.lighter(0.4))
    }

    private func flap(_ canvas: inout Canvas) {
        let depth = lerp(top, 90, 0.56)
        var path = Path(-upper - 2, top - 1)
        path.quad(0, top + 5, upper + 2, top - 1)
        path.curve(upper + 4, depth - 16, upper * 0.7, depth, 0, depth + 4)
        path.curve(-upper * 0.7, depth, -upper - 4, depth - 16, -upper - 2, top - 1)
        canvas.fill(path.moved(0, 4), .black.faded(0.25))
        canvas.body(path, style.main.darker(0.08), .soft)
        canvas.stroke(
            path.mapped(Transform().translated(0, 2).scaled(0.94, 0.94)).dashed(3, 2.2), 1, .white.faded(0.45)
        )
        clasp(&canvas, depth)
    }

    private func clasp(_ canvas: inout Canvas, _ y: Double) {
        let gold = Colour(0xD9B45A)
        canvas.fill(
            .rect(-9, y - 10, 9, y + 10, round: 4),
            .vertical(y - 10, y + 10, gold.lighter(0.6), gold, gold.darker(0.4)))
        canvas.fill(.rect(-4, y - 4, 4, y + 5, round: 2), gold.darker(0.5))
        canvas.stroke(.segment(-6, y - 7, 6, y - 7), 1.2, .white.faded(0.8))
    }

    private func band(_ canvas: inout Canvas) {
        canvas.clipped(to: outline) { canvas in
            canvas.fill(.wave(-upper - 4, top + 3, 0, top + 7, upper + 4, top + 3).stroked(11), style.trim)
            canvas.stroke(
                Path.wave(-upper, top + 13, 0, top + 16, upper, top + 13).dashed(3, 2.2), 1, .white.faded(0.4)
            )
        }
        let tag = Path.polygon(-26, top + 30, -14, top + 30, -12, top + 54, -28, top + 54)
        canvas.stroke(.segment(-upper * 0.58, top + 12, -20, top + 32), 1.5, style.trim.darker(0.3))
        canvas.body(tag, style.accent, .lit)
        canvas.fill(.circle(-20, top + 34, 1.8), Colour(0xD9B45A))
    }

    private func rings(_ canvas: inout Canvas) {
        for side in [-1.0, 1.0] {
            let x = side * upper * 0.58
            canvas.fill(.rect(x - 7, top + 10, x + 7, top + 28, round: 3), style.trim.darker(0.15))
            canvas.stroke(.circle(x, top + 12, 6), 2.4, Colour(0xD9B45A))
            canvas.fill(.circle(x, top + 23, 1.8), Colour(0xF1DC9A))
        }
    }
}
