extension Kind {
    static let backpack = Kind(
        "backpack", stands: true, patterns: [.plain, .plain, .zigzag, .plain, .spotted, .banded, .checked]
    ) { Backpack(style: $1).draw(&$0) }
}

/// A backpack seen from the front: a loop on top, a pocket below and straps at its sides.
private struct Backpack {
    let style: Style

    private var half: Double { style.first(48, 60) }
    private var top: Double { style.second(-82, -56) }
    private var pocket: Double { style.third(8, 34) }

    func draw(_ canvas: inout Canvas) {
        straps(&canvas)
        loop(&canvas)
        sidePockets(&canvas)
        canvas.body(outline, style, .soft, size: 20)
        canvas.clipped(to: outline) {
            $0.fill(outline, .glow(-14, 0, 120, .clear, .clear, .black.faded(0.4)))
        }
        if style.number.isMultiple(of: 2) {
            zip(&canvas)
        } else {
            lid(&canvas)
        }
        frontPocket(&canvas)
    }

    private var outline: Path {
        var path = Path(-half + 6, 90)
        path.curve(-half - 6, 88, -half - 5, 60, -half - 3, 40)
        path.curve(-half, 0, -half - 4, top, 0, top)
        path.curve(half + 4, top, half, 0, half + 3, 40)
        path.curve(half + 5, 60, half + 6, 88, half - 6, 90)
        return path
    }

    private func straps(_ canvas: inout Canvas) {
        for side in [-1.0, 1.0] {
            let x = side * (half - 4)
            let path = Path.wave(side * 26, top + 12, x + side * 18, top + 50, x + side * 16, 60, x, 80)
            canvas.stroke(path, 13, style.trim.darker(0.4))
            canvas.stroke(path, 9, style.trim)
        }
    }

    private func loop(_ canvas: inout Canvas) {
        var path = Path(-15, top + 8)
        path.curve(-15, top - 22, 15, top - 22, 15, top + 8)
        canvas.stroke(path, 7.5, style.trim.darker(0.4))
        canvas.stroke(path, 5, style.trim)
    }

    private func sidePockets(_ canvas: inout Canvas) {
        for side in [-1.0, 1.0] {
            let path = Path.blob(
                side * (half - 8), 36, side * (half + 13), 40, side * (half + 14), 76, side * (half - 4), 88)
            canvas.body(path, style.main.darker(0.3), .lit)
            canvas.stroke(.segment(side * half, 42, side * (half + 12), 44), 2, style.accent)
        }
    }

    private func zip(_ canvas: inout Canvas) {
        var path = Path(-half + 7, 6)
        path.curve(-half + 8, top + 12, half - 8, top + 12, half - 7, 6)
        canvas.stroke(path, 4.5, .black.faded(0.35))
        canvas.stroke(path.dashed(1.6, 1.6), 2.6, Colour(0xD5D8DC))
        canvas.stroke(.segment(half - 7, 6, half - 9, 20), 4, style.accent)
        let (middle, low) = (lerp(top, pocket, 0.55), 13.0)
        canvas.fill(.rect(-16, middle - low, 16, middle + low, round: 4), style.trim)
        canvas.stroke(.segment(-8, middle - 6, -8, middle + 6), 3, .black.faded(0.6))
        canvas.stroke(.segment(8, middle - 6, 8, middle + 6), 3, .black.faded(0.6))
    }

    private func lid(_ canvas: inout Canvas) {
        let low = lerp(top, pocket, 0.7)
        var path = Path(-half + 1, low - 22)
        path.curve(-half + 6, top - 4, half - 6, top - 4, half - 1, low - 22)
        path.curve(half + 1, low - 2, half - 12, low, half - 20, low)
        path.line(-half + 20, low)
        path.curve(-half + 12, low, -half - 1, low - 2, -half + 1, low - 22)
        canvas.fill(path.moved(0, 4), .black.faded(0.28))
        canvas.body(path, style.accent, .soft)
        canvas.stroke(
            Path.segment(-half + 16, low - 5, half - 16, low - 5).dashed(3, 2.2), 1, .white.faded(0.5))
        for x in [-half * 0.45, half * 0.45] {
            canvas.fill(.rect(x - 4, low - 26, x + 4, low + 26, round: 2), style.trim)
            canvas.stroke(.rect(x - 6, low - 4, x + 6, low + 8, round: 2), 2.2, Colour(0xCFB46A))
        }
    }

    private func frontPocket(_ canvas: inout Canvas) {
        let wide = half - 10
        var look = style
        look.pattern = .plain
        look.main = style.pattern == .plain ? style.main.darker(0.12) : style.accent
        let path = Path.rect(-wide, pocket, wide, 86, round: 13)
        canvas.fill(path.moved(0, 2.5), .black.faded(0.3))
        canvas.body(path, look, .lit)
        canvas.stroke(
            path.mapped(Transform().translated(0, 5).scaled(0.93, 0.92)).dashed(3, 2.2), 0.9,
            .white.faded(0.35))
        let y = pocket + 11
        canvas.stroke(.segment(-wide + 9, y, wide - 9, y), 4.2, .black.faded(0.4))
        canvas.stroke(Path.segment(-wide + 9, y, wide - 9, y).dashed(1.6, 1.6), 2.4, Colour(0xD5D8DC))
        canvas.stroke(.segment(wide - 14, y, wide - 17, y + 13), 3.6, style.trim)
    }
}
