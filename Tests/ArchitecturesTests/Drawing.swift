import WeightFormula

/// Pictures that Python and Swift draw alike, in whole numbers: `benchmarks/parity/drawings.py` is the same in Python.
struct Drawing {
    static let size = 224

    /// Two to six shapes before a plain or shaded ground: size × size × 3 bytes.
    private(set) var bytes: [UInt8] = []

    private enum Kind: Int { case disc, rectangle, stripes, chessboard }

    init(_ index: Int) {
        var numbers = Formula.uniform("drawing \(index)", count: 100)[...]
        /// The next number, from 0 to limit - 1.
        func draw(_ limit: Int) -> Int { Int((numbers.removeFirst() + 1) / 2 * Double(limit)) }
        func colour() -> [Int] { (0..<3).map { _ in draw(256) } }

        let (first, second) = (colour(), colour())
        let shaded = draw(2)
        for y in 0..<Self.size {
            let row = (0..<3).map {
                UInt8((first[$0] * (Self.size - y * shaded) + second[$0] * y * shaded) / Self.size)
            }
            for _ in 0..<Self.size { bytes += row }
        }
        for _ in 0..<2 + draw(5) {
            let kind = Kind(rawValue: draw(4))
            let (left, top, size) = (draw(Self.size), draw(Self.size), 10 + draw(90))
            let paint = colour().map(UInt8.init)
            for y in 0..<Self.size {
                for x in 0..<Self.size where Self.covers(kind, x - left, y - top, size) {
                    bytes.replaceSubrange((y * Self.size + x) * 3..<(y * Self.size + x + 1) * 3, with: paint)
                }
            }
        }
    }

    private static func covers(_ kind: Kind?, _ dx: Int, _ dy: Int, _ size: Int) -> Bool {
        let inside = abs(dx) < size && abs(dy) < size
        return switch kind {
        case .disc: dx * dx + dy * dy < size * size
        case .rectangle: inside && abs(dy) * 3 < size * 2
        // Arithmetic shifts round down, as Python divides.
        case .stripes: inside && (dx + dy) >> 3 & 1 == 0
        case .chessboard, nil: inside && floor(dx, 12) & 1 == floor(dy, 12) & 1
        }
    }

    /// Divided and rounded down.
    private static func floor(_ a: Int, _ b: Int) -> Int { (a - ((a % b) + b) % b) / b }

    /// 3 × size × size: (x − 127) / 128, as EfficientNet-Lite takes it.
    var liteTensor: [Float] {
        let area = Self.size * Self.size
        return (0..<3 * area).map { (Float(bytes[$0 % area * 3 + $0 / area]) - 127) / 128 }
    }
}
