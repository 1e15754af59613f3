internal import CLookalikeResample

extension PixelBuffer {
    /// A part of the picture. Where the rectangle reaches beyond it, the result is black.
    /// - Precondition: the rectangle has a positive size.
    public func cropped(to rect: PixelRect) -> PixelBuffer {
        precondition(rect.width > 0 && rect.height > 0, "the crop must have a size")
        let canvas = PixelBuffer(width: rect.width, height: rect.height)
        return canvas.pasting(self, left: -rect.left, top: -rect.top)
    }

    /// This picture with another one laid over it; what falls outside is left away.
    func pasting(_ other: PixelBuffer, left: Int, top: Int) -> PixelBuffer {
        let columns = max(0, left)..<max(0, left, min(width, left + other.width))
        let rows = max(0, top)..<max(0, top, min(height, top + other.height))
        if columns.isEmpty || rows.isEmpty { return self }
        var result = bytes
        for y in rows {
            let from = 3 * ((y - top) * other.width + columns.lowerBound - left)
            let to = 3 * (y * width + columns.lowerBound)
            let count = 3 * columns.count
            result.replaceSubrange(to..<(to + count), with: other.bytes[from..<(from + count)])
        }
        return PixelBuffer(width: width, height: height, bytes: result)
    }

    /// In the middle of a black canvas of at least its own size, the left and top margins rounded down.
    func centred(on canvas: PixelSize) -> PixelBuffer {
        if canvas == size { return self }
        return PixelBuffer(width: canvas.width, height: canvas.height)
            .pasting(self, left: (canvas.width - width) / 2, top: (canvas.height - height) / 2)
    }

    /// Luma (ITU-R 601-2, Pillow's mode "L") in all three channels.
    public func grayscale() -> PixelBuffer {
        PixelBuffer(width: width, height: height) { output in
            bytes.withUnsafeBufferPointer { source in
                cresample_grey(source.baseAddress, width * height, output.baseAddress)
            }
        }
    }

    /// Turned and mirrored so that it is upright.
    func applying(_ orientation: Orientation) -> PixelBuffer {
        if orientation == .upright { return self }
        let size = orientation.applied(to: size)
        return PixelBuffer(width: size.width, height: size.height) { output in
            bytes.withUnsafeBufferPointer { source in
                cresample_orient(
                    source.baseAddress, Int32(width), Int32(height), Int32(orientation.rawValue),
                    output.baseAddress)
            }
        }
    }
}

extension PixelSize {
    /// The largest size of this shape within `canvas`, enlarged too: each side is scaled by the smaller of the
    /// two ratios and rounded to the nearest whole number (halves to even, as Python's `round`), at least 1.
    public func fitted(into canvas: PixelSize) -> PixelSize {
        let ratio = min(Double(canvas.width) / Double(width), Double(canvas.height) / Double(height))
        func scaled(_ side: Int, within limit: Int) -> Int {
            min(limit, max(1, Int((Double(side) * ratio).rounded(.toNearestOrEven))))
        }
        return PixelSize(
            width: scaled(width, within: canvas.width), height: scaled(height, within: canvas.height))
    }
}
