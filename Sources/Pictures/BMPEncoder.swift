/// Writes BMP files of 24 bits a pixel: no loss, and next to no work.
public enum BMPEncoder {
    private static let headerBytes = 54

    /// - Parameter pixels: of at most 2³¹ − 1 pixels a side.
    public static func encode(_ pixels: PixelBuffer) -> [UInt8] {
        let (width, height) = (pixels.width, pixels.height)
        // Rows are padded to four bytes, and come from the bottom.
        let stride = (3 * width + 3) / 4 * 4
        var file = [UInt8](repeating: 0, count: headerBytes + stride * height)
        file.replaceSubrange(0..<headerBytes, with: header(width, height, count: file.count))
        pixels.bytes.withUnsafeBufferPointer { source in
            file.withUnsafeMutableBufferPointer { target in
                for row in 0..<height {
                    var (from, to) = (3 * width * row, headerBytes + stride * (height - 1 - row))
                    for _ in 0..<width {
                        // Blue comes first.
                        (target[to], target[to + 1], target[to + 2]) = (
                            source[from + 2], source[from + 1], source[from]
                        )
                        from += 3
                        to += 3
                    }
                }
            }
        }
        return file
    }

    private static func header(_ width: Int, _ height: Int, count: Int) -> [UInt8] {
        func bytes(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        // BITMAPFILEHEADER, then a BITMAPINFOHEADER of 40 bytes: one plane, 24 bits, not compressed.
        return [0x42, 0x4D] + bytes(count) + bytes(0) + bytes(headerBytes)
            + bytes(40) + bytes(width) + bytes(height) + [1, 0, 24, 0] + bytes(0) + bytes(count - headerBytes)
            + bytes(0) + bytes(0) + bytes(0) + bytes(0)
    }
}
