internal import CVips

/// PNG, WebP, GIF, TIFF, HEIF and AVIF by libvips.
enum VipsDecoder {
    /// The size of a picture as stored.
    static func size(of bytes: ByteView, format: PictureFormat, limits: DecodingLimits) throws(PictureError)
        -> (size: PixelSize, orientation: Orientation)
    {
        let container = try inspect(bytes, format: format, limits: limits)
        return try container.withOpenPicture(bytes, format: format, limits: limits) { _, size in
            (size, container.orientation)
        }
    }

    static func decode(
        _ bytes: ByteView, format: PictureFormat, options: DecodingOptions, sufficientSize: SufficientSize
    ) throws(PictureError) -> RawPicture {
        let limits = options.limits
        let container = try inspect(bytes, format: format, limits: limits)
        return try container.withOpenPicture(bytes, format: format, limits: limits) {
            (picture, size) throws(PictureError) in
            let orientation = options.appliesOrientation ? container.orientation : .upright
            let factors = BoxFactors(
                storedSize: size, orientation: orientation, sufficientSize: sufficientSize)
            let (columns, rows) = (factors.columns, factors.rows)
            let width = (size.width + columns - 1) / columns
            let height = (size.height + rows - 1) / rows
            let held = container.isHeldWhole ? size.area : clampedProduct(width, height)
            var request = cvips_options()
            request.shrink_x = UInt32(columns)
            request.shrink_y = UInt32(rows)
            request.drop_alpha = options.alpha == .drop
            request.timeout = limits.timeoutSeconds
            let pixels = try LargePictureGate.run(pixels: held, limits: limits) { () throws(PictureError) in
                try PixelBuffer(width: width, height: height) { output throws(PictureError) in
                    try check(cvips_read(picture, &request, output.baseAddress, output.count), format)
                }
            }
            return RawPicture(
                pixels: pixels, storedSize: size, orientation: orientation,
                horizontalScale: 1 / Double(columns), verticalScale: 1 / Double(rows))
        }
    }

    private static func inspect(
        _ bytes: ByteView, format: PictureFormat, limits: DecodingLimits
    ) throws(PictureError) -> Container {
        let container: Container
        switch format {
        case .png: container = try PNGContainer.inspect(bytes)
        case .gif: container = try GIFContainer.inspect(bytes)
        case .webp: container = try WebPContainer.inspect(bytes)
        case .tiff: container = try TIFFContainer.inspect(bytes)
        case .heif, .avif: container = try HEIFContainer.inspect(bytes, format: format)
        case .jpeg, .bmp: throw .unsupportedFormat(detected: format.displayName)
        }
        try limits.check(container.size, format: format)
        guard container.workingBytes <= limits.maximumWorkingBytes else { throw .tooMuchMemory(format) }
        return container
    }
}

extension Container {
    /// Opens the picture for the length of `body`, once its size as libvips sees it is within the limits too.
    ///
    /// `body` gets the picture's handle, which is used on this thread only and closed here, before the bytes it
    /// reads from go; it must not be kept.
    fileprivate func withOpenPicture<Result>(
        _ bytes: ByteView, format: PictureFormat, limits: DecodingLimits,
        _ body: (OpaquePointer, PixelSize) throws(PictureError) -> Result
    ) throws(PictureError) -> Result {
        guard let rewritten else {
            return try open(bytes.raw, format: format, limits: limits, body)
        }
        let result = rewritten.withUnsafeBytes { rewritten in
            Swift.Result { () throws(PictureError) in
                try open(rewritten, format: format, limits: limits, body)
            }
        }
        return try result.get()
    }

    private func open<Result>(
        _ bytes: UnsafeRawBufferPointer, format: PictureFormat, limits: DecodingLimits,
        _ body: (OpaquePointer, PixelSize) throws(PictureError) -> Result
    ) throws(PictureError) -> Result {
        var picture: OpaquePointer?
        var header = cvips_header()
        try check(
            cvips_open(ByteView(bytes).start, bytes.count, loader(for: format), &picture, &header), format)
        guard let picture else { throw .damaged(format, detail: "its header can't be read") }
        defer { cvips_close(picture) }
        let size = PixelSize(width: Int(header.width), height: Int(header.height))
        try limits.check(size, format: format)
        // libheif's planes and libvips' pixels; the other formats have been weighed by their containers.
        let isHEIF = format == .heif || format == .avif
        guard
            !isHEIF || clampedProduct(size.area, Int(header.bytes_per_pixel), 2) <= limits.maximumWorkingBytes
        else { throw .tooMuchMemory(format) }
        return try body(picture, size)
    }

    private func loader(for format: PictureFormat) -> cvips_format {
        switch format {
        case .png: isInterlaced ? CVIPS_PNG_INTERLACED : CVIPS_PNG
        case .webp: CVIPS_WEBP
        case .gif: CVIPS_GIF
        case .tiff: CVIPS_TIFF
        case .heif, .avif: CVIPS_HEIF
        case .jpeg, .bmp: preconditionFailure("not libvips' to read")
        }
    }
}

private func check(_ status: cvips_status, _ format: PictureFormat) throws(PictureError) {
    switch status {
    case CVIPS_OK: return
    case CVIPS_UNAVAILABLE: throw .decoderUnavailable(format)
    case CVIPS_DAMAGED_HEADER: throw .damaged(format, detail: "its header can't be read")
    case CVIPS_TIMED_OUT: throw .timedOut
    case CVIPS_OUT_OF_MEMORY: throw .tooMuchMemory(format)
    default: throw .damaged(format, detail: "its data is broken or cut short")
    }
}
