/// Backdrops with a wall and perhaps a floor.
extension Backdrop {
    func drawWhite(_ canvas: inout Canvas, _ frame: Frame) {
        canvas.fill(frame.whole, .vertical(0, frame.height, .white, .white, Colour(0xEEEFF0)))
    }

    func drawStudio(_ canvas: inout Canvas, _ frame: Frame) {
        let (light, dark) = (Colour(0xEDEFF1), Colour(0xA9AEB4))
        canvas.fill(
            frame.whole,
            .glow(
                frame.width * 0.45, frame.height * 0.4, frame.longest * 0.85, light, light.mixed(dark, 0.35),
                dark))
        guard let floor = frame.floor else { return }
        canvas.fill(
            frame.below(floor), .vertical(floor, frame.height, .white.faded(0), .white.faded(0.35)))
    }

    func drawWall(_ canvas: inout Canvas, _ frame: Frame) {
        canvas.fill(frame.whole, .vertical(0, frame.height, tone.lighter(0.18), tone, tone.darker(0.08)))
        lightBeam(&canvas, frame)
        guard let floor = frame.floor else { return }
        let ground = second.mixed(tone, 0.2)
        canvas.fill(
            frame.below(floor), .vertical(floor, frame.height, ground.darker(0.16), ground.lighter(0.08)))
        canvas.fill(.rect(0, floor - 9, frame.width, floor), tone.lighter(0.45))
        canvas.fill(.rect(0, floor - 1.5, frame.width, floor), tone.darker(0.3))
    }

    func drawTiles(_ canvas: inout Canvas, _ frame: Frame) {
        canvas.fill(frame.whole, tone.lighter(0.5))
        let (wide, high) = (46.0, 23.0)
        var isOdd = false
        for y in stride(from: 0.0, to: frame.floor ?? frame.height, by: high) {
            for x in stride(from: isOdd ? -wide / 2 : 0, to: frame.width, by: wide) {
                let tile = Path.rect(x + 1, y + 1, x + wide - 1, y + high - 1, round: 2)
                let shade = Noise(seed: seed).at(x * 0.37, y * 0.53) * 0.12
                canvas.fill(
                    tile,
                    .vertical(y, y + high, tone.lighter(0.16), tone.darker(shade), tone.darker(shade + 0.05)))
            }
            isOdd.toggle()
        }
        guard let floor = frame.floor else { return }
        counter(&canvas, frame, floor, Colour(0xE8E6E1))
    }

    func drawTable(_ canvas: inout Canvas, _ frame: Frame) {
        canvas.fill(
            frame.whole,
            .glow(
                frame.width * 0.3, frame.height * 0.2, frame.longest, tone.lighter(0.35), tone,
                tone.darker(0.15)))
        guard let floor = frame.floor else { return lightBeam(&canvas, frame) }
        drawPlanks(&canvas, frame, from: floor)
        canvas.fill(
            frame.below(floor), .vertical(floor, frame.height, .black.faded(0.3), .black.faded(0)))
    }

    func drawArchway(_ canvas: inout Canvas, _ frame: Frame) {
        canvas.fill(frame.whole, .vertical(0, frame.height, tone.lighter(0.2), tone))
        let (half, middle) = (frame.width * 0.36, frame.width / 2)
        let foot = frame.floor ?? frame.height
        let arch = Path.rect(middle - half, frame.height * 0.06, middle + half, foot + half * 2, round: half)
        canvas.clipped(to: .rect(0, 0, frame.width, foot)) {
            $0.fill(
                arch, .horizontal(middle - half, middle + half, second.darker(0.12), second.lighter(0.12)))
        }
        guard frame.floor != nil else { return }
        canvas.fill(
            frame.below(foot), .vertical(foot, frame.height, tone.darker(0.12), tone.lighter(0.15)))
    }

    func drawSpotlight(_ canvas: inout Canvas, _ frame: Frame) {
        let dark = tone.darker(0.78)
        canvas.fill(
            frame.whole,
            .glow(
                frame.width / 2, frame.height * 0.42, frame.longest * 0.72, tone.darker(0.3),
                tone.darker(0.55),
                dark))
        guard let floor = frame.floor else { return }
        canvas.fill(
            frame.below(floor), .vertical(floor, frame.height, .black.faded(0.35), .white.faded(0.08)))
    }

    private func counter(_ canvas: inout Canvas, _ frame: Frame, _ floor: Double, _ colour: Colour) {
        canvas.fill(
            frame.below(floor), .vertical(floor, frame.height, colour.darker(0.18), colour.lighter(0.3)))
        canvas.fill(.rect(0, floor - 3, frame.width, floor), .black.faded(0.12))
    }

    /// Slanting window light.
    private func lightBeam(_ canvas: inout Canvas, _ frame: Frame) {
        let (w, h) = (frame.width, frame.height)
        canvas.fill(.polygon(w * 0.62, 0, w * 0.95, 0, w * 0.5, h, w * 0.17, h), .white.faded(0.1))
    }
}
