/// Backdrops that are a surface seen from above, or a patterned sheet.
extension Backdrop {
    /// Timber boards from row `top` downwards.
    func drawPlanks(_ canvas: inout Canvas, _ frame: Frame, from top: Double) {
        let noise = Noise(seed: seed)
        let isTable = top > 0
        let board = isTable ? 26.0 : 54.0
        for (index, y) in stride(from: top, to: frame.height, by: board).enumerated() {
            let share = noise.at(Double(index) * 7.3, 0.5) - 0.5
            let colour = share > 0 ? timber.lighter(share * 0.4) : timber.darker(-share * 0.5)
            canvas.fill(.rect(0, y, frame.width, y + board), colour)
            canvas.fill(.rect(0, y + board - 1.5, frame.width, y + board), timber.darker(0.55))
            canvas.fill(.rect(0, y, frame.width, y + 1), timber.lighter(0.3))
        }
        canvas.texture { x, y in
            guard Double(y) >= top else { return 0 }
            let plank = ((Double(y) - top) / board).rounded(.down) * 31.7
            let bend = noise.at(Double(x) * 0.012 + plank, Double(y) * 0.05) * 6
            let grain = noise.at(Double(x) * 0.02 + plank, Double(y) * 0.55 + bend)
            return Float((grain - 0.5) * 0.13)
        }
    }

    func drawPaper(_ canvas: inout Canvas, _ frame: Frame, _ pattern: Pattern) {
        canvas.fill(frame.whole, tone)
        canvas.pattern(pattern, in: frame.box, tone.lighter(0.5), size: 30)
        canvas.fill(frame.whole, Shade.soft.paint(over: frame.box))
    }

    func drawStripes(_ canvas: inout Canvas, _ frame: Frame) {
        canvas.fill(frame.whole, tone)
        let pitch = 44.0
        for x in stride(from: -frame.height, to: frame.width, by: pitch) {
            canvas.fill(
                .polygon(
                    x + frame.height, 0, x + frame.height + pitch / 2, 0, x + pitch / 2, frame.height,
                    x, frame.height),
                second.mixed(tone, 0.45))
        }
        canvas.fill(frame.whole, Shade.soft.paint(over: frame.box))
    }

    func drawLinen(_ canvas: inout Canvas, _ frame: Frame) {
        canvas.fill(
            frame.whole,
            .glow(
                frame.width * 0.4, frame.height * 0.35, frame.longest * 0.9, tone.lighter(0.3), tone,
                tone.darker(0.2))
        )
        let noise = Noise(seed: seed)
        canvas.texture { x, y in
            let warp = noise.at(Double(x) * 0.9, Double(y) * 0.06)
            let weft = noise.at(Double(x) * 0.06, Double(y) * 0.9 + 50)
            return Float((warp + weft - 1) * 0.09)
        }
    }

    func drawTwoTone(_ canvas: inout Canvas, _ frame: Frame) {
        let (w, h) = (frame.width, frame.height)
        canvas.fill(frame.whole, .vertical(0, h, tone.lighter(0.12), tone))
        canvas.fill(.polygon(0, h * 0.72, w, h * 0.3, w, h, 0, h), second)
        canvas.fill(frame.whole, Shade.soft.paint(over: frame.box))
    }
}
