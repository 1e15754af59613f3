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

    init(width: Int, height: Int, bytes: ArraySlice<UInt8>) {
        let levels = bytes.withUnsafeBufferPointer { bytes in
            [Float](unsafeUninitializedCapacity: bytes.count) { buffer, count in
                for i in 0..<bytes.count { buffer.initializeElement(at: i, to: Float(bytes[i])) }
                // Sound: each has been written.
                count = bytes.count
            }
        }
        self.init(width: width, height: height, levels: levels)
    }

    subscript(x: Int, y: Int) -> Float { levels[y * width + x] }

    /// Turned and mirrored.
    func applying(_ symmetry: Symmetry) -> GreyPlane {
        let (newWidth, newHeight) = symmetry.exchangesSides ? (height, width) : (width, height)
        let turned = symmetry.turning(width: width, height: height, levels)
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

    /// Its place in ``all``.
    var number: Int { (exchangesSides ? 4 : 0) + (flipsRows ? 2 : 0) + (flipsColumns ? 1 : 0) }

    /// An arbitrary order that decides between equals.
    var order: Int { 7 - number }

    var isIdentity: Bool { !flipsColumns && !flipsRows && !exchangesSides }

    /// The elements of a turned rectangle, rows from the top.
    ///
    /// - Parameters:
    ///   - width: of the rectangle before.
    ///   - elements: of the rectangle before.
    func turning(width: Int, height: Int, _ elements: [Float]) -> [Float] {
        let (newWidth, newHeight) = exchangesSides ? (height, width) : (width, height)
        // From one element to the next, along a row and from row to row.
        let (column, row) = (flipsColumns ? -1 : 1, flipsRows ? -width : width)
        let start = (flipsColumns ? width - 1 : 0) + (flipsRows ? (height - 1) * width : 0)
        let (along, down) = exchangesSides ? (row, column) : (column, row)
        return [Float](unsafeUninitializedCapacity: width * height) { buffer, count in
            for y in 0..<newHeight {
                var place = start + y * down
                for x in 0..<newWidth {
                    buffer.initializeElement(at: y * newWidth + x, to: elements[place])
                    place += along
                }
            }
            // Sound: all of the new rows were written.
            count = width * height
        }
    }
}
