/// One channel of a small picture, as numbers that can be averaged and turned.
struct GreyPlane: Sendable, Equatable {
    let width: Int
    let height: Int
    /// Rows from the top, `width * height` levels of 0...255.
    let levels: [Float]

    init(width: Int, height: Int, levels: [Float]) {
        precondition(levels.count == width * height, "one level a pixel")
        (self.width, self.height, self.levels) = (width, height, levels)
    }

    init(width: Int, height: Int, bytes: some Collection<UInt8>) {
        self.init(width: width, height: height, levels: bytes.map(Float.init))
    }

    subscript(x: Int, y: Int) -> Float { levels[y * width + x] }

    /// The plane at another size: each pixel is the mean of the area that it covers; enlarged, of the pixels beside.
    func resized(width newWidth: Int, height newHeight: Int) -> GreyPlane {
        let columns = Self.weights(from: width, to: newWidth)
        let rows = Self.weights(from: height, to: newHeight)
        var narrow = [Float](repeating: 0, count: newWidth * height)
        for y in 0..<height {
            for (x, column) in columns.enumerated() {
                var sum: Float = 0
                for (i, weight) in column.weights.enumerated() {
                    sum += weight * levels[y * width + column.first + i]
                }
                narrow[y * newWidth + x] = sum
            }
        }
        var result = [Float](repeating: 0, count: newWidth * newHeight)
        for (y, row) in rows.enumerated() {
            for (i, weight) in row.weights.enumerated() {
                let source = (row.first + i) * newWidth
                for x in 0..<newWidth { result[y * newWidth + x] += weight * narrow[source + x] }
            }
        }
        return GreyPlane(width: newWidth, height: newHeight, levels: result)
    }

    /// Which pixels make each new one, by a triangle as wide as the reduction.
    private static func weights(from old: Int, to new: Int) -> [(first: Int, weights: [Float])] {
        let scale = Double(old) / Double(new)
        let reach = max(1, scale)
        return (0..<new).map { i in
            let centre = (Double(i) + 0.5) * scale
            let first = max(0, Int((centre - reach).rounded(.down)))
            let end = min(old, Int((centre + reach).rounded(.up)))
            let weights = (first..<end).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / reach)) }
            let sum = weights.reduce(0, +)
            return (first, weights.map { Float($0 / sum) })
        }
    }

    /// Turned and mirrored.
    func applying(_ symmetry: Symmetry) -> GreyPlane {
        let (newWidth, newHeight) = symmetry.exchangesSides ? (height, width) : (width, height)
        let turned = symmetry.turning(width: width, height: height) { levels[$0] }
        return GreyPlane(width: newWidth, height: newHeight, levels: turned)
    }
}

/// One of the eight ways to turn and mirror a rectangle: the source is flipped, then its sides are exchanged.
struct Symmetry: Sendable, Hashable {
    let flipsColumns: Bool
    let flipsRows: Bool
    let exchangesSides: Bool

    static let all: [Symmetry] = [false, true].flatMap { exchanges in
        [false, true].flatMap { rows in
            [false, true].map {
                Symmetry(flipsColumns: $0, flipsRows: rows, exchangesSides: exchanges)
            }
        }
    }

    var isIdentity: Bool { !flipsColumns && !flipsRows && !exchangesSides }

    /// The elements of a turned rectangle, rows from the top.
    ///
    /// - Parameters:
    ///   - width: of the rectangle before.
    ///   - element: by its place in the rectangle before.
    func turning<Element>(width: Int, height: Int, _ element: (Int) -> Element) -> [Element] {
        let (newWidth, newHeight) = exchangesSides ? (height, width) : (width, height)
        var result: [Element] = []
        result.reserveCapacity(width * height)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                var (column, row) = exchangesSides ? (y, x) : (x, y)
                if flipsColumns { column = width - 1 - column }
                if flipsRows { row = height - 1 - row }
                result.append(element(row * width + column))
            }
        }
        return result
    }
}
