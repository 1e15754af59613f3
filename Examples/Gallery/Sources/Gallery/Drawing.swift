/// A shape on a white ground, as the bytes of a BMP file: 96 × 96 pixels.
struct Drawing {
    enum Shape: String, CaseIterable {
        case disc, square, stripes
    }

    static let size = 96

    let shape: Shape
    /// Red, green and blue.
    let colour: [UInt8]
    /// Pixels that the shape is moved to the right and down.
    var offset = 0

    var bytes: [UInt8] {
        func littleEndian(_ value: Int, bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let header = 54
        let body = 3 * Self.size * Self.size
        var file = Array("BM".utf8) + littleEndian(header + body, bytes: 4) + littleEndian(0, bytes: 4)
        file += littleEndian(header, bytes: 4) + littleEndian(40, bytes: 4)
        file += littleEndian(Self.size, bytes: 4) + littleEndian(Self.size, bytes: 4)
        file += littleEndian(1, bytes: 2) + littleEndian(24, bytes: 2)
        file += [UInt8](repeating: 0, count: 24)
        // Rows go from the bottom to the top, pixels are blue, green, red.
        for y in (0..<Self.size).reversed() {
            for x in 0..<Self.size {
                file += covers(x - offset, y - offset) ? colour.reversed() : [255, 255, 255]
            }
        }
        return file
    }

    private func covers(_ x: Int, _ y: Int) -> Bool {
        let (dx, dy) = (x - Self.size / 2, y - Self.size / 2)
        return switch shape {
        case .disc: dx * dx + dy * dy < 32 * 32
        case .square: max(abs(dx), abs(dy)) < 28
        case .stripes: (y / 8).isMultiple(of: 2)
        }
    }
}
