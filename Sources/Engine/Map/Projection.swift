/// The coordinates of a vector along 32 axes: four vectors of eight, for which the compiler has fast code.
struct Projection: Sendable {
    static let count = 32

    private var a = SIMD8<Float>()
    private var b = SIMD8<Float>()
    private var c = SIMD8<Float>()
    private var d = SIMD8<Float>()

    init() {}

    /// A coordinate, 0 to 31.
    subscript(axis: Int) -> Float {
        get {
            switch axis >> 3 {
            case 0: a[axis & 7]
            case 1: b[axis & 7]
            case 2: c[axis & 7]
            default: d[axis & 7]
            }
        }
        set {
            switch axis >> 3 {
            case 0: a[axis & 7] = newValue
            case 1: b[axis & 7] = newValue
            case 2: c[axis & 7] = newValue
            default: d[axis & 7] = newValue
            }
        }
    }

    /// Adds another one, multiplied by a number.
    mutating func add(_ other: Projection, times factor: Float) {
        a += other.a * factor
        b += other.b * factor
        c += other.c * factor
        d += other.d * factor
    }

    /// The sum of the products of the coordinates.
    func product(_ other: Projection) -> Float {
        Self.sum(a * other.a + b * other.b + (c * other.c + d * other.d))
    }

    /// The square of the Euclidean distance.
    func squareDistance(to other: Projection) -> Float {
        let (p, q, r, s) = (a - other.a, b - other.b, c - other.c, d - other.d)
        return Self.sum(p * p + q * q + (r * r + s * s))
    }

    private static func sum(_ numbers: SIMD8<Float>) -> Float {
        let four = numbers.lowHalf + numbers.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
}
