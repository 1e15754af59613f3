extension Kind {
    static let bicycle = Kind("bicycle", stands: true) { Bicycle(style: $1).draw(&$0) }
}

/// A bicycle seen from the side, riding to the right: with a crossbar, a low step or bent racing handlebars.
private struct Bicycle {
    let style: Style

    private var wheel: Double { style.first(33, 41) }
    private var rear: Point { Point(-55, 90 - wheel) }
    private var front: Point { Point(style.second(50, 57), 90 - wheel) }
    private var crank: Point { Point(-12, 90 - wheel + 5) }
    private var seat: Point { Point(-25, style.third(-24, -8)) }
    private var head: Point { Point(front.x - 17, seat.y - 6) }
    private var form: Int { style.number % 3 }

    func draw(_ canvas: inout Canvas) {
        for hub in [rear, front] { drawWheel(&canvas, hub) }
        if form == 1 { mudguards(&canvas) }
        chain(&canvas)
        frame(&canvas)
        saddle(&canvas)
        handlebar(&canvas)
        pedals(&canvas)
        if form == 1 { basket(&canvas) }
    }

    private func drawWheel(_ canvas: inout Canvas, _ hub: Point) {
        canvas.stroke(.circle(hub.x, hub.y, wheel - 2.4), 4.8, Colour(0x26282C))
        let rim = style.number % 4 == 2 ? style.accent : Colour(0xC9CDD2)
        canvas.stroke(.circle(hub.x, hub.y, wheel - 5.6), 1.8, rim)
        for spoke in 0..<18 {
            let end = hub + .polar(Double(spoke) * 20 + 5, wheel - 6)
            canvas.stroke(.segment(hub.x, hub.y, end.x, end.y), 0.55, Colour(0x8F949A))
        }
        canvas.fill(.circle(hub.x, hub.y, 3.8), Colour(0x5A5E64))
        canvas.fill(.circle(hub.x, hub.y, 1.6), Colour(0xD9DBDE))
    }

    private func tube(_ canvas: inout Canvas, _ from: Point, _ to: Point, _ width: Double) {
        let path = Path.segment(from.x, from.y, to.x, to.y)
        canvas.stroke(path, width, style.main.darker(0.35))
        canvas.stroke(path, width - 1.6, style.main)
        canvas.stroke(path.moved(-0.5, -0.9), 1.1, style.main.lighter(0.5))
    }

    private func frame(_ canvas: inout Canvas) {
        let low = head + (front - head) * 0.24
        tube(&canvas, rear, crank, 4)
        tube(&canvas, rear, seat + (crank - seat) * 0.16, 3.6)
        tube(&canvas, crank, low, 6)
        switch form {
        case 1: tube(&canvas, crank + (seat - crank) * 0.4, head + (front - head) * 0.12, 5)
        default: tube(&canvas, seat + (crank - seat) * 0.16, head + (front - head) * 0.08, 5.4)
        }
        tube(&canvas, crank, seat, 5.4)
        let fork = Path.wave(
            head.x, head.y, low.x + 2, low.y + 4, lerp(low.x, front.x, 0.72), lerp(low.y, front.y, 0.75),
            front.x, front.y)
        canvas.stroke(fork, 4.4, style.main.darker(0.35))
        canvas.stroke(fork, 2.8, style.main)
        tube(&canvas, head, low, 7)
    }

    private func saddle(_ canvas: inout Canvas) {
        let top = seat + (seat - crank) * (13 / (seat - crank).length)
        canvas.stroke(.segment(seat.x, seat.y, top.x, top.y), 3, Colour(0xB9BEC4))
        let path = Path.blob(
            top.x - 17, top.y - 6, top.x - 4, top.y - 4, top.x + 18, top.y - 4, top.x + 17, top.y, top.x + 2,
            top.y + 2,
            top.x - 14, top.y + 4)
        canvas.body(path, style.trim, .lit)
    }

    private func handlebar(_ canvas: inout Canvas) {
        let top = head + (head - front) * (12 / (head - front).length)
        canvas.stroke(.segment(head.x, head.y, top.x, top.y), 3.4, Colour(0xB9BEC4))
        var bar = Path(top.x, top.y)
        switch form {
        case 0: bar.curve(top.x + 20, top.y - 3, top.x + 24, top.y + 18, top.x + 6, top.y + 17)
        case 1: bar.curve(top.x + 8, top.y - 12, top.x - 4, top.y - 14, top.x - 20, top.y - 6)
        default: bar.line(top.x + 9, top.y - 3)
        }
        canvas.stroke(bar, 3.2, Colour(0x8F949A))
        if let end = bar.runs[0].last, let before = bar.runs[0].dropLast(4).last {
            canvas.stroke(.segment(before.x, before.y, end.x, end.y), 5, style.trim)
        }
    }

    private func chain(_ canvas: inout Canvas) {
        canvas.stroke(.segment(rear.x, rear.y - 3.5, crank.x, crank.y - 8), 1.1, Colour(0x55585E))
        canvas.stroke(.segment(rear.x, rear.y + 3.5, crank.x, crank.y + 8), 1.1, Colour(0x55585E))
    }

    private func pedals(_ canvas: inout Canvas) {
        canvas.stroke(.circle(crank.x, crank.y, 8), 2.2, Colour(0x6E737A))
        let arm = Point.polar(style.second(20, 160), 15)
        for side in [-1.0, 1.0] {
            let end = crank + arm * side
            canvas.stroke(.segment(crank.x, crank.y, end.x, end.y), 2.6, Colour(0xA9AEB4))
            canvas.fill(.rect(end.x - 6, end.y - 1.8, end.x + 6, end.y + 1.8, round: 1.5), Colour(0x2C2E33))
        }
    }

    private func mudguards(_ canvas: inout Canvas) {
        canvas.stroke(.arc(rear.x, rear.y, wheel + 1.5, from: 170, to: 320), 3, style.accent.darker(0.1))
        canvas.stroke(.arc(front.x, front.y, wheel + 1.5, from: 215, to: 350), 3, style.accent.darker(0.1))
    }

    private func basket(_ canvas: inout Canvas) {
        let (x, y) = (head.x + 6, head.y - 10)
        let path = Path.polygon(x, y, x + 30, y, x + 26, y + 22, x + 3, y + 22)
        canvas.body(path, style.timber, .soft)
        canvas.clipped(to: path) { $0.pattern(.checked, in: path.bounds, style.timber.darker(0.45), size: 5) }
        canvas.stroke(.segment(x - 1, y, x + 31, y), 3, style.timber.darker(0.3))
    }
}
