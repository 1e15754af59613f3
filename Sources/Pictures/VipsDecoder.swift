internal import CLookalikeVips

/// What libvips says of a picture that it has opened.
struct VipsHeader {
    let size: PixelSize
    let bands: Int
    /// 16 bits a sample.
    let isWide: Bool
}

/// PNG, WebP, GIF, TIFF, HEIF and AVIF by libvips.
enum VipsDecoder {
    /// The size of a picture as stored.
    static func size(of bytes: ByteView, format: PictureFormat, limits: DecodingLimits) throws(PictureError)
        -> (size: PixelSize, orientation: Orientation)
    {
        let container = try inspect(bytes, format: format, limits: limits)
        return try container.withOpenPicture(bytes, format: format, limits: limits) { _, header in
            (container.frameOrigin == nil ? header.size : container.size, container.orientation)
        }
    }

    static func decode(
        _ bytes: ByteView, format: PictureFormat, options: DecodingOptions, sufficientSize: SufficientSize
    ) throws(PictureError) -> RawPicture {
        var container = try inspect(bytes, format: format, limits: options.limits)
        if format == .webp { container.frame = options.frame }
        let opened = container
        let orientation = options.appliesOrientation ? container.orientation : .upright
        func read(range: TIFFRange?) throws(PictureError) -> (RawPicture, measured: TIFFRange) {
            let container = opened
            return try container.withOpenPicture(bytes, format: format, limits: options.limits) {
                (picture, header) throws(PictureError) in
                let size = container.frameOrigin == nil ? header.size : container.size
                let factors = BoxFactors(
                    storedSize: size, orientation: orientation, sufficientSize: sufficientSize)
                let reading = VipsReading(
                    picture: picture, header: header, container: container, format: format, options: options)
                let (pixels, measured) = try reading.pixels(factors, range: range)
                let raw = RawPicture(
                    pixels: pixels, storedSize: size, orientation: orientation,
                    horizontalScale: 1 / Double(factors.columns), verticalScale: 1 / Double(factors.rows))
                return (raw, measured)
            }
        }
        guard let samples = container.samples, samples.hasOpenRange else { return try read(range: nil).0 }
        // Which values are black and white is known when all have been seen; mostly it is what was assumed.
        let assumed = samples.declared ?? TIFFRange(of: samples.number)
        let (picture, measured) = try read(range: assumed)
        let fitting = TIFFRange.fitting(measured, number: samples.number, declared: samples.declared)
        return fitting == assumed ? picture : try read(range: fitting).0
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
        case .jpeg, .bmp, .raw: throw .unsupportedFormat(detected: format.displayName)
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
        _ body: (OpaquePointer, VipsHeader) throws(PictureError) -> Result
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
        _ body: (OpaquePointer, VipsHeader) throws(PictureError) -> Result
    ) throws(PictureError) -> Result {
        var picture: OpaquePointer?
        var header = cvips_header()
        try check(
            cvips_open(
                ByteView(bytes).start, bytes.count, loader(for: format), UInt32(planes),
                UInt32(clamping: frame), &picture, &header),
            format)
        guard let picture else { throw .damaged(format, detail: "its header can't be read") }
        defer { cvips_close(picture) }
        // libvips sees the rows of units of a subsampled picture.
        let size =
            samples?.subsampling == nil
            ? PixelSize(width: Int(header.width), height: Int(header.height)) : self.size
        try limits.check(size, format: format)
        // libheif's planes and libvips' pixels; the other formats have been weighed by their containers.
        let isHEIF = format == .heif || format == .avif
        guard
            !isHEIF || clampedProduct(size.area, Int(header.bytes_per_pixel), 2) <= limits.maximumWorkingBytes
        else { throw .tooMuchMemory(format) }
        return try body(picture, VipsHeader(size: size, bands: Int(header.bands), isWide: header.wide))
    }

    private func loader(for format: PictureFormat) -> cvips_format {
        switch format {
        case .png: isInterlaced ? CVIPS_PNG_INTERLACED : CVIPS_PNG
        case .webp: CVIPS_WEBP
        case .gif: CVIPS_GIF
        case .tiff: CVIPS_TIFF
        case .heif, .avif: CVIPS_HEIF
        case .jpeg, .bmp, .raw: preconditionFailure("not libvips' to read")
        }
    }
}

func check(_ status: cvips_status, _ format: PictureFormat) throws(PictureError) {
    switch status {
    case CVIPS_OK: return
    case CVIPS_UNAVAILABLE: throw .decoderUnavailable(format)
    case CVIPS_DAMAGED_HEADER: throw .damaged(format, detail: "its header can't be read")
    case CVIPS_TIMED_OUT: throw .timedOut
    case CVIPS_OUT_OF_MEMORY: throw .tooMuchMemory(format)
    default: throw .damaged(format, detail: "its data is broken or cut short")
    }
}
