/// Ready-made outlines.
extension Path {
    static func ellipse(_ x: Double, _ y: Double, _ rx: Double, _ ry: Double) -> Path {
        let (kx, ky) = (rx * 0.5523, ry * 0.5523)
        var path = Path(x + rx, y)
        path.curve(x + rx, y + ky, x + kx, y + ry, x, y + ry)
        path.curve(x - kx, y + ry, x - rx, y + ky, x - rx, y)
        path.curve(x - rx, y - ky, x - kx, y - ry, x, y - ry)
        path.curve(x + kx, y - ry, x + rx, y - ky, x + rx, y)
        return path
    }

    static func circle(_ x: Double, _ y: Double, _ radius: Double) -> Path { ellipse(x, y, radius, radius) }

    /// A rectangle between two corners, its corners rounded.
    static func rect(
        _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, round radius: Double = 0
    ) -> Path {
        guard radius > 0 else { return polygon(left, top, right, top, right, bottom, left, bottom) }
        let r = min(radius, (right - left) / 2, (bottom - top) / 2)
        let k = r * 0.4477
        var path = Path(left + r, top)
        path.line(right - r, top)
        path.curve(right - k, top, right, top + k, right, top + r)
        path.line(right, bottom - r)
        path.curve(right, bottom - k, right - k, bottom, right - r, bottom)
        path.line(left + r, bottom)
        path.curve(left + k, bottom, left, bottom - k, left, bottom - r)
        path.line(left, top + r)
        path.curve(left, top + k, left + k, top, left + r, top)
        return path
    }

    /// Straight lines through points given as x, y, x, y, …
    static func polygon(_ xy: Double...) -> Path { through(points(xy)) }

    /// One straight line.
    static func segment(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> Path {
        through([Point(x0, y0), Point(x1, y1)])
    }

    /// Straight lines through points.
    static func through(_ points: [Point]) -> Path {
        var path = Path(points[0].x, points[0].y)
        for point in points.dropFirst() { path.line(point.x, point.y) }
        return path
    }

    /// A smooth closed outline (Catmull–Rom) through points given as x, y, x, y, …
    static func blob(_ xy: Double...) -> Path { smooth(points(xy), closed: true) }

    /// A smooth open line (Catmull–Rom) through points given as x, y, x, y, …
    static func wave(_ xy: Double...) -> Path { smooth(points(xy), closed: false) }

    /// A smooth line through points, coming back to the first where `closed`.
    static func smooth(_ points: [Point], closed: Bool) -> Path {
        let count = points.count
        func at(_ index: Int) -> Point {
            closed ? points[(index + count) % count] : points[max(0, min(count - 1, index))]
        }
        var path = Path(points[0].x, points[0].y)
        for index in 0..<(closed ? count : count - 1) {
            let (from, to) = (at(index), at(index + 1))
            let first = from + (to - at(index - 1)) * (1.0 / 6)
            let second = to - (at(index + 2) - from) * (1.0 / 6)
            path.curve(first.x, first.y, second.x, second.y, to.x, to.y)
        }
        return path
    }

    /// A piece of a circle's line, from one angle to another in degrees (0 to the right, 90 downwards).
    static func arc(_ x: Double, _ y: Double, _ radius: Double, from: Double, to: Double) -> Path {
        let steps = max(6, Int((to - from).magnitude / 6))
        let centre = Point(x, y)
        return through(
            (0...steps).map { centre + .polar(lerp(from, to, Double($0) / Double(steps)), radius) })
    }

    private static func points(_ xy: [Double]) -> [Point] {
        stride(from: 0, to: xy.count - 1, by: 2).map { Point(xy[$0], xy[$0 + 1]) }
    }
}
