public import LookalikePictures

/// Pictures with as much to see as photographs, and edits of them.
public enum TestScene {
    /// Some dozens of coloured discs and bars, placed by a seed, over a gradient.
    public static func pixels(seed: UInt64, width: Int = 320, height: Int = 240) -> PixelBuffer {
        var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 7)
        let base = (0..<6).map { _ in random.unit() }
        let shapes = (0..<45).map { _ in Shape(&random) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let (u, v) = ((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
                var colour = (0..<3).map { 255 * (base[$0] * (1 - u) + base[$0 + 3] * v) / 2 }
                for shape in shapes where shape.covers(u, v) { colour = shape.colour }
                bytes += colour.map { UInt8(max(0, min(255, $0))) }
            }
        }
        return PixelBuffer(width: width, height: height, bytes: bytes)
    }

    /// As a JPEG.
    public static func jpeg(_ pixels: PixelBuffer, quality: Int = 90) throws -> [UInt8] {
        try JPEGEncoder.encode(pixels, quality: quality)
    }

    /// Each pixel is another one of the picture, or of one colour.
    ///
    /// - Parameter place: the column and row that a pixel comes from; nil for grey.
    public static func rearranged(
        _ pixels: PixelBuffer, width: Int, height: Int, _ place: (Int, Int) -> (Int, Int)?
    ) -> PixelBuffer {
        var bytes: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                guard let (column, row) = place(x, y) else {
                    bytes += [40, 40, 40]
                    continue
                }
                let at = 3 * (row * pixels.width + column)
                bytes += pixels.bytes[at..<at + 3]
            }
        }
        return PixelBuffer(width: width, height: height, bytes: bytes)
    }

    /// Left and right exchanged.
    public static func mirrored(_ pixels: PixelBuffer) -> PixelBuffer {
        rearranged(pixels, width: pixels.width, height: pixels.height) { (pixels.width - 1 - $0, $1) }
    }

    /// A quarter turn.
    public static func turned(_ pixels: PixelBuffer) -> PixelBuffer {
        rearranged(pixels, width: pixels.height, height: pixels.width) { ($1, pixels.height - 1 - $0) }
    }

    /// Without a share of the width and height, more of it at the right and top.
    public static func cropped(_ pixels: PixelBuffer, by share: Double) -> PixelBuffer {
        let (width, height) = (
            Int(Double(pixels.width) * (1 - share)), Int(Double(pixels.height) * (1 - share))
        )
        let (left, top) = ((pixels.width - width) / 3, (pixels.height - height) * 2 / 3)
        return rearranged(pixels, width: width, height: height) { ($0 + left, $1 + top) }
    }

    /// With a grey border of so many pixels.
    public static func bordered(_ pixels: PixelBuffer, by margin: Int) -> PixelBuffer {
        rearranged(pixels, width: pixels.width + 2 * margin, height: pixels.height + 2 * margin) { x, y in
            let (column, row) = (x - margin, y - margin)
            let isInside = column >= 0 && row >= 0 && column < pixels.width && row < pixels.height
            return isInside ? (column, row) : nil
        }
    }

    /// With a grey strip over its lowest sixth.
    public static func captioned(_ pixels: PixelBuffer) -> PixelBuffer {
        rearranged(pixels, width: pixels.width, height: pixels.height) {
            $1 > pixels.height * 5 / 6 ? nil : ($0, $1)
        }
    }

    /// Brighter or darker.
    public static func lit(_ pixels: PixelBuffer, by factor: Double) -> PixelBuffer {
        PixelBuffer(
            width: pixels.width, height: pixels.height,
            bytes: pixels.bytes.map { UInt8(min(255, Double($0) * factor)) })
    }

    private struct Shape {
        let (x, y, width, height): (Double, Double, Double, Double)
        let isDisc: Bool
        let colour: [Double]

        init(_ random: inout Random) {
            (x, y) = (random.unit(), random.unit())
            (width, height) = (0.04 + 0.12 * random.unit(), 0.04 + 0.12 * random.unit())
            isDisc = random.unit() < 0.5
            colour = (0..<3).map { _ in 255 * random.unit() }
        }

        func covers(_ u: Double, _ v: Double) -> Bool {
            let (a, b) = ((u - x) / width, (v - y) / height)
            return isDisc ? a * a + b * b < 1 : abs(a) < 1 && abs(b) < 1
        }
    }

    private struct Random {
        var state: UInt64

        /// 0..<1; SplitMix64, see ``TestPicture``.
        mutating func unit() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
    }
}
