/// Light and shade laid over a flat colour.
enum Shade: Sendable {
    /// An upright round body such as a bottle.
    case round
    /// Lit from above.
    case lit
    /// A ball lit from the upper left.
    case ball
    /// Slightly lit from the left.
    case soft

    func paint(over box: Box) -> Paint {
        let middle = box.centre
        switch self {
        case .round:
            return .linear(
                Point(box.left, 0), Point(box.right, 0),
                [
                    (0, .black.faded(0.34)), (0.16, .black.faded(0.04)), (0.3, .white.faded(0.3)),
                    (0.46, .white.faded(0.02)), (0.72, .black.faded(0.14)), (1, .black.faded(0.5)),
                ])
        case .lit:
            return .vertical(
                box.top, box.bottom, .white.faded(0.24), .black.faded(0.02), .black.faded(0.32))
        case .ball:
            let centre = Point(middle.x - box.width * 0.18, middle.y - box.height * 0.22)
            return .radial(
                centre, max(box.width, box.height) * 0.8,
                [
                    (0, .white.faded(0.42)), (0.25, .white.faded(0.12)), (0.5, .black.faded(0.04)),
                    (1, .black.faded(0.52)),
                ])
        case .soft:
            return .linear(
                Point(box.left, box.top), Point(box.right, box.bottom),
                [(0, .white.faded(0.18)), (0.45, .white.faded(0)), (1, .black.faded(0.28))])
        }
    }
}

extension Canvas {
    /// A part in one colour with light and shade.
    mutating func body(_ path: Path, _ colour: Colour, _ shade: Shade) {
        fill(path, colour)
        fill(path, shade.paint(over: path.bounds))
    }

    /// A part in the product's colour and pattern, with light and shade.
    mutating func body(_ path: Path, _ style: Style, _ shade: Shade, size: Double = 16) {
        fill(path, style.main)
        if style.pattern != .plain {
            clipped(to: path) { $0.pattern(style.pattern, in: path.bounds, style.accent, size: size) }
        }
        fill(path, shade.paint(over: path.bounds))
    }

    /// A broad line that fades towards its edges, for folds and gleams.
    mutating func softStroke(_ path: Path, _ width: Double, _ colour: Colour, _ opacity: Double) {
        for share in [1.0, 0.8, 0.6, 0.4, 0.2] { stroke(path, width * share, colour.faded(opacity / 5)) }
    }

    /// A pattern over a whole box; `size` is the distance between repeats.
    mutating func pattern(_ pattern: Pattern, in box: Box, _ colour: Colour, size: Double) {
        switch pattern {
        case .plain:
            break
        case .striped:
            rows(box, size) { $0.fill(.rect(box.left, $1, box.right, $1 + size * 0.5), colour) }
        case .pinstriped:
            columns(box, size) { $0.fill(.rect($1, box.top, $1 + size * 0.35, box.bottom), colour) }
        case .spotted:
            spots(box, size, colour)
        case .checked:
            rows(box, size) { $0.fill(.rect(box.left, $1, box.right, $1 + size / 2), colour.faded(0.6)) }
            columns(box, size) { $0.fill(.rect($1, box.top, $1 + size / 2, box.bottom), colour.faded(0.6)) }
        case .zigzag:
            rows(box, size * 1.2) { $0.zigzag(box, $1 + size / 2, size, colour) }
        case .banded:
            let (top, bottom) = (lerp(box.top, box.bottom, 0.42), lerp(box.top, box.bottom, 0.66))
            fill(.rect(box.left, top, box.right, bottom), colour)
            let line = box.height * 0.03
            fill(.rect(box.left, top - line * 2, box.right, top - line), colour)
            fill(.rect(box.left, bottom + line, box.right, bottom + line * 2), colour)
        }
    }

    private mutating func rows(_ box: Box, _ size: Double, _ draw: (inout Canvas, Double) -> Void) {
        for y in stride(from: box.top + size * 0.4, to: box.bottom, by: size) { draw(&self, y) }
    }

    private mutating func columns(_ box: Box, _ size: Double, _ draw: (inout Canvas, Double) -> Void) {
        let start = box.centre.x - size * (box.width / size / 2).rounded(.up) - size * 0.17
        for x in stride(from: start, to: box.right, by: size) { draw(&self, x) }
    }

    private mutating func spots(_ box: Box, _ size: Double, _ colour: Colour) {
        var dots = Path()
        var isOdd = false
        for y in stride(from: box.top + size * 0.3, to: box.bottom + size, by: size * 0.8) {
            for x in stride(from: box.left + (isOdd ? size / 2 : 0), to: box.right + size, by: size) {
                dots.add(.circle(x, y, size * 0.24))
            }
            isOdd.toggle()
        }
        fill(dots, colour)
    }

    private mutating func zigzag(_ box: Box, _ y: Double, _ size: Double, _ colour: Colour) {
        var line: [Point] = []
        var isHigh = false
        for x in stride(from: box.left - size, through: box.right + size, by: size * 0.6) {
            line.append(Point(x, isHigh ? y - size * 0.28 : y + size * 0.28))
            isHigh.toggle()
        }
        stroke(.through(line), size * 0.28, colour)
    }
}
