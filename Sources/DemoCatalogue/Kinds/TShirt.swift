extension Kind {
    static let tShirt = Kind(
        "t-shirt", stands: false,
        patterns: [.plain, .striped, .checked, .plain, .spotted, .banded, .zigzag, .pinstriped]
    ) { TShirt(style: $1).draw(&$0) }
}

/// A shirt laid flat, with short or long sleeves and a round or pointed neck.
private struct TShirt {
    let style: Style

    private var chest: Double { style.first(44, 56) }
    private var hem: Double { style.second(58, 84) }
    private var hasLongSleeves: Bool { style.number % 4 == 3 }
    private var hasPointedNeck: Bool { style.number % 3 == 1 }
    private let top = -78.0

    func draw(_ canvas: inout Canvas) {
        canvas.body(.ellipse(0, top + 6, 23, 11), style.main.darker(0.45), .lit)
        sleeve(&canvas, isLeft: true)
        sleeve(&canvas, isLeft: false)
        canvas.body(trunk, style, .soft, size: 20)
        canvas.clipped(to: trunk, folds)
        collar(&canvas)
        seams(&canvas)
    }

    private var trunk: Path {
        var path = Path(-23, top)
        path.quad(-40, top + 6, -chest - 2, top + 18)
        path.curve(-chest + 3, -30, -chest - 1, 20, -chest - 3, hem - 4)
        path.curve(-chest / 2, hem + 4, chest / 2, hem + 4, chest + 3, hem - 4)
        path.curve(chest + 1, 20, chest - 3, -30, chest + 2, top + 18)
        path.quad(40, top + 6, 23, top)
        neckline(&path)
        return path
    }

    private func neckline(_ path: inout Path) {
        if hasPointedNeck {
            path.quad(16, top + 22, 0, top + 36)
            path.quad(-16, top + 22, -23, top)
        } else {
            path.curve(19, top + 25, -19, top + 25, -23, top)
        }
    }

    private func sleeve(_ canvas: inout Canvas, isLeft: Bool) {
        var path = Path(24, top + 1)
        path.quad(44, top + 5, chest + 4, top + 18)
        if hasLongSleeves {
            path.curve(chest + 30, -24, chest + 36, 10, chest + 40, 52)
            path.line(chest + 20, 56)
            path.curve(chest + 14, 20, chest + 8, -4, chest - 4, -18)
        } else {
            path.curve(chest + 16, -50, chest + 30, -36, chest + 40, -20)
            path.quad(chest + 26, -10, chest + 14, -4)
            path.quad(chest + 6, -16, chest - 3, -22)
        }
        let outline = isLeft ? path.mirrored : path
        canvas.body(outline, style, .lit, size: 20)
        var cuff = Path(chest + (hasLongSleeves ? 20 : 12), hasLongSleeves ? 50 : -9)
        cuff.line(chest + (hasLongSleeves ? 39.5 : 36.5), hasLongSleeves ? 46 : -25)
        canvas.stroke(isLeft ? cuff.mirrored : cuff, 1.3, .black.faded(0.3))
    }

    private func folds(_ canvas: inout Canvas) {
        canvas.softStroke(.wave(-chest, -24, -chest + 14, -8, -chest + 20, 20), 12, .black, 0.2)
        canvas.softStroke(.wave(chest, -24, chest - 12, -4, chest - 26, 10), 12, .black, 0.22)
        canvas.softStroke(.wave(-12, 74, -8, 44, -20, 10), 16, .white, 0.16)
        canvas.softStroke(.wave(-26, 80, -22, 56, -32, 30), 14, .black, 0.18)
        canvas.softStroke(.wave(24, 80, 18, 50, 26, 20), 16, .black, 0.18)
    }

    private func collar(_ canvas: inout Canvas) {
        var path = Path(23, top)
        neckline(&path)
        let colour = style.pattern == .plain && style.number.isMultiple(of: 2) ? style.accent : style.main
        canvas.stroke(path, 7, colour.darker(0.22))
        canvas.stroke(path, 5, colour)
        canvas.stroke(.wave(-23, top, 0, top + 6, 23, top), 2.5, colour.darker(0.35))
    }

    private func seams(_ canvas: inout Canvas) {
        let thread = style.main.brightness > 0.4 ? Colour.black.faded(0.35) : Colour.white.faded(0.35)
        var line = Path(-chest - 2, hem - 9)
        line.curve(-chest / 2, hem - 1, chest / 2, hem - 1, chest + 2, hem - 9)
        canvas.stroke(line.dashed(3, 2), 1, thread)
        for side in [-1.0, 1.0] {
            let arm = Path.wave(
                side * (chest + 1), top + 17, side * (chest - 5), -40, side * (chest - 2), -21)
            canvas.stroke(arm, 1.3, .black.faded(0.32))
        }
        if style.pattern == .plain, !hasPointedNeck { badge(&canvas) }
    }

    private func badge(_ canvas: inout Canvas) {
        if style.number % 2 == 1 {
            canvas.fill(.circle(0, -14, 20), style.accent)
            canvas.fill(.polygon(-20, 0, -4, -22, 4, -12, 9, -18, 20, 0), style.main.darker(0.1))
        } else {
            canvas.fill(.rect(16, -44, 36, -22, round: 2), .black.faded(0.16))
            canvas.fill(.rect(15, -45, 35, -23, round: 2), style.main.lighter(0.06))
            canvas.stroke(.segment(15, -41, 35, -41), 1, .black.faded(0.3))
        }
    }
}
