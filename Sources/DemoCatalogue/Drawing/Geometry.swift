/// A point in the plane; x grows to the right and y grows downwards.
struct Point: Sendable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
    static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
    static func * (a: Point, k: Double) -> Point { Point(a.x * k, a.y * k) }

    /// The distance from the origin.
    var length: Double { (x * x + y * y).squareRoot() }

    /// The point at `angle` degrees (0 to the right, 90 downwards) and `radius` from the origin.
    static func polar(_ angle: Double, _ radius: Double) -> Point {
        Point(cosine(angle) * radius, sine(angle) * radius)
    }
}

/// The sine of an angle in degrees.
///
/// Written out as a polynomial so that every machine draws the same bytes: the C library's `sin` may round
/// its last bit differently from one processor to the next.
func sine(_ degrees: Double) -> Double {
    var turn = degrees.truncatingRemainder(dividingBy: 360)
    if turn > 180 { turn -= 360 }
    if turn < -180 { turn += 360 }
    if turn > 90 { turn = 180 - turn }
    if turn < -90 { turn = -180 - turn }
    let x = turn * Double.pi / 180
    let square = x * x
    var term = x
    var sum = x
    for k in 1...9 {
        term = -term * square / Double(2 * k * (2 * k + 1))
        sum += term
    }
    return sum
}

/// The cosine of an angle in degrees.
func cosine(_ degrees: Double) -> Double { sine(degrees + 90) }

/// The number `t` of the way from `a` to `b`.
func lerp(_ a: Double, _ b: Double, _ t: Double) -> Double { a + (b - a) * t }

/// An affine map: `x' = a·x + c·y + tx` and `y' = b·x + d·y + ty`.
struct Transform: Sendable {
    var a = 1.0
    var b = 0.0
    var c = 0.0
    var d = 1.0
    var tx = 0.0
    var ty = 0.0

    func apply(_ p: Point) -> Point { Point(a * p.x + c * p.y + tx, b * p.x + d * p.y + ty) }

    /// The map that does `inner` first and then this one.
    func around(_ inner: Transform) -> Transform {
        let origin = apply(Point(inner.tx, inner.ty))
        return Transform(
            a: a * inner.a + c * inner.b, b: b * inner.a + d * inner.b,
            c: a * inner.c + c * inner.d, d: b * inner.c + d * inner.d,
            tx: origin.x, ty: origin.y)
    }

    func translated(_ x: Double, _ y: Double) -> Transform { around(Transform(tx: x, ty: y)) }
    func scaled(_ x: Double, _ y: Double) -> Transform { around(Transform(a: x, d: y)) }
    func sheared(_ x: Double) -> Transform { around(Transform(c: x)) }

    /// Turned clockwise (as seen on screen) by an angle in degrees.
    func rotated(_ degrees: Double) -> Transform {
        let (s, k) = (sine(degrees), cosine(degrees))
        return around(Transform(a: k, b: s, c: -s, d: k))
    }

    /// The map back. The drawings never use a flat (singular) map.
    var inverse: Transform {
        let det = a * d - b * c
        return Transform(
            a: d / det, b: -b / det, c: -c / det, d: a / det,
            tx: (c * ty - d * tx) / det, ty: (b * tx - a * ty) / det)
    }
}
