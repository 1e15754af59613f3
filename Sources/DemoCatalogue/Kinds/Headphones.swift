extension Kind {
    static let headphones = Kind("headphones", stands: false) { Headphones(style: $1).draw(&$0) }
}

/// Headphones seen from the front, slightly opened.
private struct Headphones {
    let style: Style

    private var reach: Double { style.first(54, 68) }
    private var cup: Double { style.second(27, 38) }
    private var band: Double { style.third(9, 17) }
    private let ear = 34.0
    private var top: Double { -84 + band / 2 }

    func draw(_ canvas: inout Canvas) {
        bow(&canvas)
        for isLeft in [false, true] {
            canvas.mapped(Transform(a: isLeft ? -1 : 1)) { side(&$0) }
        }
    }

    private var arch: Path {
        var path = Path(-reach, ear - 10)
        path.curve(-reach - 8, top - 12, -reach * 0.5, top, 0, top)
        path.curve(reach * 0.5, top, reach + 8, top - 12, reach, ear - 10)
        return path
    }

    private func bow(_ canvas: inout Canvas) {
        canvas.stroke(arch, band * 0.6, Colour(0x3A3D43))
        canvas.stroke(arch.moved(-1, -1), band * 0.2, Colour(0xA9AEB6))
        var pad = Path(-reach * 0.84, -42)
        pad.curve(-reach * 0.62, top - 4, -reach * 0.3, top, 0, top)
        pad.curve(reach * 0.3, top, reach * 0.62, top - 4, reach * 0.84, -42)
        canvas.stroke(pad, band + 3, style.main.darker(0.45))
        canvas.stroke(pad, band, style.main)
        canvas.stroke(pad.moved(0, -band * 0.22), band * 0.25, style.main.lighter(0.4).faded(0.7))
        canvas.stroke(pad.moved(0, band * 0.3).dashed(3, 2.2), 1, .black.faded(0.35))
    }

    private func side(_ canvas: inout Canvas) {
        canvas.fill(.rect(reach - 5, -16, reach + 5, 24, round: 3), .metal(reach - 5, reach + 5))
        let cushion = Path.rect(reach - 29, ear - cup, reach - 5, ear + cup, round: 12)
        canvas.body(cushion, style.trim, .round)
        for y in stride(from: ear - cup + 10, to: ear + cup - 4, by: 9) {
            canvas.stroke(.wave(reach - 27, y, reach - 17, y + 2, reach - 6, y), 0.9, .black.faded(0.25))
        }
        switch style.number % 3 {
        case 0: roundCup(&canvas)
        case 1: shell(&canvas)
        default: slab(&canvas)
        }
    }

    private func roundCup(_ canvas: inout Canvas) {
        let outline = Path.ellipse(reach + 2, ear, 19, cup + 4)
        canvas.body(outline, style.main, .ball)
        canvas.stroke(.ellipse(reach + 5, ear, 11, cup - 5), 2.2, style.accent)
        canvas.fill(.ellipse(reach + 6, ear, 6, cup * 0.4), style.accent.faded(0.8))
    }

    private func shell(_ canvas: inout Canvas) {
        var path = Path(reach - 8, ear - cup - 3)
        path.curve(reach + 28, ear - cup, reach + 28, ear + cup, reach - 8, ear + cup + 3)
        canvas.body(path, style.main, .lit)
        canvas.clipped(to: path) {
            $0.fill(.rect(reach - 10, ear - 6, reach + 40, ear + 6), style.accent)
            $0.stroke(
                .wave(reach, ear - cup + 6, reach + 12, ear - cup * 0.6, reach + 15, ear - 12), 3,
                .white.faded(0.4))
        }
    }

    private func slab(_ canvas: inout Canvas) {
        canvas.body(.rect(reach - 8, ear - cup - 4, reach + 15, ear + cup + 4, round: 9), style.main, .round)
        canvas.body(
            .rect(reach + 1, ear - cup * 0.6, reach + 18, ear + cup * 0.6, round: 6), style.accent, .lit)
        canvas.fill(.circle(reach + 4, ear + cup - 4, 2.4), Colour(0xE9E3D6))
    }
}
