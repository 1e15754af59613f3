/// Width and height in pixels.
public struct PixelSize: Sendable, Hashable {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A size in pixels.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Width times height; `Int.max` where that does not fit.
    public var area: Int {
        let (product, overflows) = width.multipliedReportingOverflow(by: height)
        return overflows ? .max : product
    }

    var transposed: PixelSize { PixelSize(width: height, height: width) }
}

/// A picture in memory: 8-bit RGB, rows from the top, no padding.
public struct PixelBuffer: Sendable, Equatable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `3 * width * height` bytes: R, G, B of each pixel.
    public let bytes: [UInt8]

    /// Width and height together.
    public var size: PixelSize { PixelSize(width: width, height: height) }

    /// - Precondition: the sides are positive and `bytes.count == 3 * width * height`.
    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        precondition(bytes.count == 3 * width * height, "RGB8 takes three bytes a pixel")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// A picture of one colour.
    public init(width: Int, height: Int, filledWith level: UInt8 = 0) {
        self.init(width: width, height: height, bytes: [UInt8](repeating: level, count: 3 * width * height))
    }

    /// A buffer that `body` fills. `body` gets `3 * width * height` uninitialised bytes and must write all of
    /// them, or throw.
    init<Failure: Error>(
        width: Int, height: Int, filling body: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let count = 3 * width * height
        var failure: Failure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(Failure) {
                // Sound: the array owns the memory, `body` has it for one call, and `initialized` is set only
                // when all of it is written. The array may have room for more than was asked for.
                try body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
                initialized = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        self.init(width: width, height: height, bytes: bytes)
    }
}
