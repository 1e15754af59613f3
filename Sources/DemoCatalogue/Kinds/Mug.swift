extension Kind {
    static let mug = Kind(
        "mug", stands: true, patterns: [.plain, .striped, .spotted, .plain, .banded, .zigzag, .checked]
    ) { Mug(style: $1).draw(&$0) }
}

/// A mug seen from the side and slightly from above, with coffee in it.
private struct Mug {
    let style: Style

    private var rim: Double { style.first(42, 58) }
    private var foot: Double { rim * style.second(0.68, 1.02) }
    private var top: Double { style.third(-66, -8) }
    private var lip: Double { rim * 0.2 }

    func draw(_ canvas: inout Canvas) {
        handle(&canvas)
        canvas.body(outline, style, .round, size: 19)
        canvas.clipped(to: outline) {
            $0.fill(.rect(-70, 82, 70, 96), .vertical(80, 94, .clear, .black.faded(0.35)))
        }
        opening(&canvas)
    }

    private var outline: Path {
        var path = Path(-rim, top)
        path.curve(-rim, 30, -foot, 50, -foot, 76)
        path.curve(-foot, 96, foot, 96, foot, 76)
        path.curve(foot, 50, rim, 30, rim, top)
        path.curve(rim, top + lip * 1.3, -rim, top + lip * 1.3, -rim, top)
        return path
    }

    private func handle(_ canvas: inout Canvas) {
        let (high, low) = (lerp(top, 90, 0.2), lerp(top, 90, 0.74))
        let reach = rim + style.second(34, 24)
        var path = Path(rim - 6, high)
        if style.number.isMultiple(of: 3) {
            path.line(reach, high + 2)
            path.line(reach - 4, low - 8)
            path.line(foot - 6, low)
        } else {
            path.curve(reach + 14, high - 16, reach + 10, low, foot - 8, low)
        }
        canvas.stroke(path, 14, style.main.darker(0.32))
        canvas.stroke(path, 10, style.main.darker(0.06))
        canvas.stroke(path.moved(-1.5, -1.5), 3, style.main.lighter(0.45))
    }

    private func opening(_ canvas: inout Canvas) {
        canvas.fill(.ellipse(0, top, rim, lip), style.main.lighter(0.32))
        let inside = Path.ellipse(0, top + 0.6, rim - 3.5, lip - 2)
        canvas.fill(inside, .horizontal(-rim, rim, Colour(0xB9B2A8), Colour(0xF3EFE8)))
        canvas.clipped(to: inside) {
            $0.fill(
                .ellipse(0, top + lip * 0.55, rim - 4, lip - 2),
                .glow(-10, top + 8, rim, Colour(0x7A4A2B), Colour(0x3B2115)))
            $0.stroke(.ellipse(0, top + lip * 0.55, rim - 5, lip - 3), 1.2, Colour(0xC08A5C).faded(0.8))
        }
    }
}
