/// How much of each pixel an outline covers: exact areas, gathered edge by edge as differences along a row.
struct Coverage {
    /// The pixels that the outline can touch.
    let columns: Range<Int>
    let rows: Range<Int>
    private let stride: Int
    private var cells: [Float]

    /// Nothing where the outline lies outside a canvas of this size, in pixels.
    init?(_ path: Path, _ transform: Transform, width: Int, height: Int) {
        let placed = path.mapped(transform)
        let box = placed.bounds
        guard box.right > 0, box.bottom > 0, box.left < Double(width), box.top < Double(height) else {
            return nil
        }
        columns = Int(max(0, box.left))..<min(width, Int(box.right.rounded(.up)) + 1)
        rows = Int(max(0, box.top))..<min(height, Int(box.bottom.rounded(.up)) + 1)
        stride = columns.count + 2
        cells = [Float](repeating: 0, count: stride * rows.count)
        let origin = Point(Double(columns.lowerBound), Double(rows.lowerBound))
        for run in placed.runs where run.count > 1 {
            var previous = run[run.count - 1] - origin
            for point in run {
                let next = point - origin
                addEdge(previous, next)
                previous = next
            }
        }
    }

    /// Calls `body` with each pixel that is covered and its share, 0 to 1.
    @inline(__always)
    func forEachPixel(_ body: (_ x: Int, _ y: Int, _ share: Float) -> Void) {
        var start = 0
        for y in rows {
            var sum: Float = 0
            var cell = start
            for x in columns {
                sum += cells[cell]
                cell += 1
                let share = min(1, sum.magnitude)
                if share > 0.002 { body(x, y, share) }
            }
            start += stride
        }
    }

    private mutating func addEdge(_ p: Point, _ q: Point) {
        guard p.y != q.y else { return }
        let direction = p.y < q.y ? 1.0 : -1.0
        let (upper, lower) = p.y < q.y ? (p, q) : (q, p)
        let slope = (lower.x - upper.x) / (lower.y - upper.y)
        let first = max(0, Int(upper.y))
        let end = min(rows.count, Int(max(0, lower.y.rounded(.up))))
        guard first < end else { return }
        var x = upper.x + (max(0, upper.y) - upper.y) * slope
        let limit = Double(columns.count)
        for row in first..<end {
            let height = min(Double(row + 1), lower.y) - max(Double(row), upper.y)
            let next = x + slope * height
            let (a, b) = (max(0, min(limit, x)), max(0, min(limit, next)))
            addSpan(row * stride, min(a, b), max(a, b), height * direction)
            x = next
        }
    }

    /// Spreads an edge piece that crosses one row between two x positions.
    private mutating func addSpan(_ start: Int, _ left: Double, _ right: Double, _ height: Double) {
        let first = Int(left)
        let end = Int(right.rounded(.up))
        let base = start + first
        if end <= first + 1 {
            let middle = (left + right) / 2 - Double(first)
            cells[base] += Float(height * (1 - middle))
            cells[base + 1] += Float(height * middle)
            return
        }
        let perColumn = 1 / (right - left)
        var covered = 0.0
        var given = 0.0
        for column in first..<end {
            let from = max(left, Double(column))
            let to = min(right, Double(column + 1))
            let share = (to - from) * perColumn
            let area = covered + share * (Double(column + 1) - (from + to) / 2)
            cells[start + column] += Float(height * (area - given))
            given = area
            covered += share
        }
        cells[start + end] += Float(height * (1 - given))
    }
}
