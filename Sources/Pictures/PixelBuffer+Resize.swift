internal import CLookalikeResample

/// A rectangle with fractional edges, in pixels from the top left.
public struct PixelBox: Sendable, Hashable {
    /// The distance of the left edge from the picture's left.
    public var left: Double
    /// The distance of the upper edge from the picture's top.
    public var top: Double
    /// The distance of the right edge from the picture's left.
    public var right: Double
    /// The distance of the lower edge from the picture's top.
    public var bottom: Double

    /// A rectangle by its edges.
    public init(left: Double, top: Double, right: Double, bottom: Double) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }
}

/// A rectangle of whole pixels.
public struct PixelRect: Sendable, Hashable {
    /// The number of columns to the left of it.
    public var left: Int
    /// The number of rows above it.
    public var top: Int
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A rectangle by its top left corner and its size.
    public init(left: Int, top: Int, width: Int, height: Int) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
    }
}

extension PixelBuffer {
    /// The picture at another size: Pillow's `Image.resize`, bit for bit.
    ///
    /// - Parameters:
    ///   - box: the part of the picture that is stretched over the new size; `nil`: all of it.
    ///   - window: the part of the *new* picture that is wanted; only this is computed, and the result has its
    ///     size. The same pixels as cropping the whole result.
    /// - Precondition: sizes are positive, the box lies inside the picture and the window inside the new one.
    public func resized(
        width: Int, height: Int, interpolation: Interpolation, box: PixelBox? = nil, window: PixelRect? = nil
    ) -> PixelBuffer {
        resized(
            width: width, height: height, interpolation: interpolation, box: box, window: window,
            kernel: .best)
    }

    package func resized(
        width newWidth: Int, height newHeight: Int, interpolation: Interpolation, box: PixelBox? = nil,
        window: PixelRect? = nil, kernel: PixelKernel
    ) -> PixelBuffer {
        let box = box ?? PixelBox(left: 0, top: 0, right: Double(width), bottom: Double(height))
        let window = window ?? PixelRect(left: 0, top: 0, width: newWidth, height: newHeight)
        precondition(newWidth > 0 && newHeight > 0, "the new size must be positive")
        precondition(
            box.left >= 0 && box.top >= 0 && box.left < box.right && box.top < box.bottom
                && box.right <= Double(width) && box.bottom <= Double(height),
            "the box must be in the image")
        precondition(
            window.left >= 0 && window.top >= 0 && window.width > 0 && window.height > 0
                && window.left + window.width <= newWidth && window.top + window.height <= newHeight,
            "the window must be in the new image")
        return PixelBuffer(width: window.width, height: window.height) { output in
            bytes.withUnsafeBufferPointer { source in
                var job = cresample_job()
                job.source = source.baseAddress
                (job.source_width, job.source_height) = (Int32(width), Int32(height))
                (job.left, job.top) = (Float(box.left), Float(box.top))
                (job.right, job.bottom) = (Float(box.right), Float(box.bottom))
                (job.target_width, job.target_height) = (Int32(newWidth), Int32(newHeight))
                (job.window_left, job.window_top) = (Int32(window.left), Int32(window.top))
                (job.window_width, job.window_height) = (Int32(window.width), Int32(window.height))
                job.filter = interpolation.filter
                job.kernel = kernel.rawKernel
                // Like any allocation of Swift's own, this one ends the process when memory is exhausted.
                guard cresample_resize(&job, output.baseAddress) else { fatalError("out of memory") }
            }
        }
    }

    /// Means of blocks of whole pixels; what is left over at the right and bottom makes smaller blocks.
    /// - Precondition: both factors are in 1...4096.
    func shrunk(byColumns columns: Int, rows: Int) -> PixelBuffer {
        precondition((1...4096).contains(columns) && (1...4096).contains(rows), "sums must fit 32 bits")
        if columns == 1 && rows == 1 { return self }
        let newWidth = (width + columns - 1) / columns
        let newHeight = (height + rows - 1) / rows
        return PixelBuffer(width: newWidth, height: newHeight) { output in
            bytes.withUnsafeBufferPointer { source in
                guard
                    cresample_shrink(
                        source.baseAddress, Int32(width), Int32(height), Int32(columns), Int32(rows),
                        output.baseAddress)
                else { fatalError("out of memory") }
            }
        }
    }
}
