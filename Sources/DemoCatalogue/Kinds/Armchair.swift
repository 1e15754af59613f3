extension Kind {
    static let armchair = Kind(
        "armchair", stands: true,
        patterns: [.plain, .plain, .striped, .plain, .checked, .pinstriped, .spotted]
    ) { Armchair(style: $1).draw(&$0) }
}

/// An upholstered chair seen from the front.
private struct Armchair {
    let style: Style

    private var half: Double { style.first(62, 82) }
    private var top: Double { style.second(-84, -40) }
    private var arm: Double { style.third(16, 26) }
    private var legs: Double { style.second(22, 12) }
    private var bottom: Double { 90 - legs }
    private var seat: Double { 26 }

    func draw(_ canvas: inout Canvas) {
        feet(&canvas)
        back(&canvas)
        base(&canvas)
        cushion(&canvas)
        for isLeft in [true, false] { armrest(&canvas, isLeft: isLeft) }
    }

    private func feet(_ canvas: inout Canvas) {
        for side in [-1.0, 1.0] {
            let x = side * (half - 10)
            let foot = Path.polygon(
                x - 6, bottom - 4, x + 6, bottom - 4, x + side * 5 + 3, 90, x + side * 5 - 3, 90)
            canvas.body(foot, style.timber, .round)
        }
    }

    private func back(_ canvas: inout Canvas) {
        let wide = half - arm * 0.55
        let path: Path
        switch style.number % 3 {
        case 0:
            path = .rect(-wide, top, wide, 60, round: 20)
        case 1:
            var bow = Path(-wide, 60)
            bow.curve(-wide - 6, top - 22, wide + 6, top - 22, wide, 60)
            path = bow
        default:
            var wings = Path(-wide, 60)
            wings.curve(-wide - 12, 10, -wide - 10, top + 4, -wide + 10, top)
            wings.curve(-wide * 0.4, top - 12, wide * 0.4, top - 12, wide - 10, top)
            wings.curve(wide + 10, top + 4, wide + 12, 10, wide, 60)
            path = wings
        }
        canvas.body(path, style, .soft, size: 20)
        canvas.clipped(to: path) { canvas in
            canvas.fill(path, .vertical(top, 40, .white.faded(0.1), .clear, .black.faded(0.35)))
            if style.pattern == .plain { buttons(&canvas) }
        }
        canvas.stroke(path.mapped(Transform().translated(0, 3).scaled(0.9, 0.9)), 1.2, .black.faded(0.16))
    }

    private func buttons(_ canvas: inout Canvas) {
        let gap = (half - arm) * 0.52
        for row in 0..<2 {
            let y = lerp(top, seat, row == 0 ? 0.34 : 0.66)
            let columns = row == 0 ? [-gap, 0, gap] : [-gap / 2, gap / 2]
            for x in columns {
                canvas.fill(.circle(x, y, 10), .glow(x, y, 10, .black.faded(0.3), .clear))
                canvas.body(.circle(x, y, 3), style.main.darker(0.15), .ball)
            }
        }
    }

    private func base(_ canvas: inout Canvas) {
        canvas.body(.rect(-half + 6, 44, half - 6, bottom, round: 5), style.main.darker(0.2), .lit)
    }

    private func cushion(_ canvas: inout Canvas) {
        let wide = half - arm + 2
        var path = Path(-wide, seat + 6)
        path.curve(-wide + 6, seat - 4, wide - 6, seat - 4, wide, seat + 6)
        path.curve(wide + 3, seat + 26, wide, seat + 28, wide - 6, seat + 28)
        path.line(-wide + 6, seat + 28)
        path.curve(-wide, seat + 28, -wide - 3, seat + 26, -wide, seat + 6)
        canvas.fill(path.moved(0, -5), .black.faded(0.25))
        canvas.body(path, style, .lit, size: 20)
        canvas.stroke(.wave(-wide + 2, seat + 20, 0, seat + 23, wide - 2, seat + 20), 1.2, .black.faded(0.25))
        if style.number % 3 == 1 {
            let pillow = Path.blob(-24, seat - 42, 26, seat - 40, 28, seat + 4, -26, seat + 3)
            canvas.fill(pillow.moved(2, 4), .black.faded(0.25))
            canvas.body(pillow, style.accent, .soft)
        }
    }

    private func armrest(_ canvas: inout Canvas, isLeft: Bool) {
        let inner = half - arm
        let path = Path.rect(inner, 2, half + 4, bottom, round: style.third(6, 14))
        canvas.fill(path.moved(isLeft ? 3 : -3, 1).mapped(Transform(a: isLeft ? -1 : 1)), .black.faded(0.2))
        let outline = isLeft ? path.mirrored : path
        canvas.body(outline, style, .round, size: 20)
        let front = Path.rect(inner + 4, 7, half, bottom - 5, round: style.third(4, 11))
        canvas.stroke(isLeft ? front.mirrored : front, 1.2, .black.faded(0.22))
    }
}
