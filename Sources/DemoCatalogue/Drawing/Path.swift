/// An outline made of closed or open runs of points; curves are cut into short lines as they are added.
struct Path: Sendable {
    /// One array of points for each run.
    private(set) var runs: [[Point]] = []

    init() {}

    /// Starts a run at (x, y).
    init(_ x: Double, _ y: Double) {
        runs = [[Point(x, y)]]
    }

    mutating func move(_ x: Double, _ y: Double) {
        runs.append([Point(x, y)])
    }

    mutating func line(_ x: Double, _ y: Double) {
        runs[runs.count - 1].append(Point(x, y))
    }

    /// A quadratic Bézier curve with one control point.
    mutating func quad(_ cx: Double, _ cy: Double, _ x: Double, _ y: Double) {
        let from = last
        let control = Point(cx, cy)
        let end = Point(x, y)
        let first = from + (control - from) * (2.0 / 3)
        let second = end + (control - end) * (2.0 / 3)
        curve(first.x, first.y, second.x, second.y, x, y)
    }

    /// A cubic Bézier curve with two control points.
    mutating func curve(_ ax: Double, _ ay: Double, _ bx: Double, _ by: Double, _ x: Double, _ y: Double) {
        let (p, a, b, q) = (last, Point(ax, ay), Point(bx, by), Point(x, y))
        let length = (a - p).length + (b - a).length + (q - b).length
        let steps = max(4, min(28, Int(length / 3)))
        for step in 1...steps {
            let t = Double(step) / Double(steps)
            let u = 1 - t
            let start = p * (u * u * u) + a * (3 * u * u * t)
            runs[runs.count - 1].append(start + b * (3 * u * t * t) + q * (t * t * t))
        }
    }

    /// Adds the runs of another path.
    mutating func add(_ other: Path) {
        runs += other.runs
    }

    /// Adds another path as a hole: its points in reverse, so that it winds against this one.
    mutating func cut(_ other: Path) {
        runs += other.runs.map { $0.reversed() }
    }

    /// Returns to the run's first point, for strokes that go all the way round.
    mutating func close() {
        if let first = runs.last?.first { line(first.x, first.y) }
    }

    /// The same outline with every point moved by a map.
    func mapped(_ transform: Transform) -> Path {
        var result = Path()
        result.runs = runs.map { run in run.map { transform.apply($0) } }
        return result
    }

    /// The outline mirrored in the y axis.
    var mirrored: Path { mapped(Transform(a: -1)) }

    func moved(_ x: Double, _ y: Double) -> Path { mapped(Transform(tx: x, ty: y)) }

    /// The smallest upright box round the outline.
    var bounds: Box {
        var box = Box(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
        for point in runs.joined() {
            box.left = min(box.left, point.x)
            box.right = max(box.right, point.x)
            box.top = min(box.top, point.y)
            box.bottom = max(box.bottom, point.y)
        }
        return box
    }

    private var last: Point { runs[runs.count - 1][runs[runs.count - 1].count - 1] }
}

/// An upright rectangle.
struct Box: Sendable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
    var centre: Point { Point((left + right) / 2, (top + bottom) / 2) }
}
