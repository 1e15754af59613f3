/// Reads pictures, from bytes that nobody vouches for.
///
/// Every call is self-contained and synchronous, for a worker thread of the caller's; any number may run at once.
/// Each takes up to `maximumWorkingBytes` and the decoded pixels (three bytes each), but of pictures above 24
/// megapixels (as far as they are held at once) only one is decoded at a time in the process.
public enum PictureDecoder {
    /// What the header says, without decoding. The pixels may still turn out to be damaged.
    public static func info(
        of bytes: UnsafeRawBufferPointer, options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> PictureInfo {
        let view = ByteView(bytes)
        let format = try format(of: view, limits: options.limits)
        let stored: (size: PixelSize, orientation: Orientation)
        switch format {
        case .jpeg:
            let header = try JPEGDecoder.header(of: view)
            stored = (header.size, header.orientation)
        case .bmp:
            stored = (try BMPHeader(view).size, .upright)
        case .raw:
            let preview = try rawPreview(of: view, limits: options.limits)
            let header = try JPEGDecoder.header(of: preview.jpeg)
            stored = (header.size, preview.orientation ?? header.orientation)
        default:
            stored = try VipsDecoder.size(of: view, format: format, limits: options.limits)
        }
        try options.limits.check(stored.size, format: format)
        let size = options.appliesOrientation ? stored.orientation.applied(to: stored.size) : stored.size
        return PictureInfo(format: format, width: size.width, height: size.height, byteCount: bytes.count)
    }

    /// Decodes a picture to RGB.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer, options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> DecodedPicture {
        try decode(bytes, options: options) { _ in options.sufficientSize }
    }

    /// As above, with the sufficient size found once the full size is known, so that the header is read once.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, options: DecodingOptions, sufficientSize: SufficientSize
    ) throws(PictureError) -> DecodedPicture {
        let view = ByteView(bytes)
        let format = try format(of: view, limits: options.limits)
        let raw: RawPicture
        switch format {
        case .jpeg: raw = try JPEGDecoder.decode(view, options: options, sufficientSize: sufficientSize)
        case .bmp: raw = try BMPDecoder.decode(view, options: options, sufficientSize: sufficientSize)
        case .raw:
            let preview = try rawPreview(of: view, limits: options.limits)
            raw = try JPEGDecoder.decode(
                preview.jpeg, options: options, orientation: preview.orientation,
                sufficientSize: sufficientSize)
        default:
            raw = try VipsDecoder.decode(
                view, format: format, options: options, sufficientSize: sufficientSize)
        }
        return DecodedPicture(raw, format: format, byteCount: bytes.count)
    }

    /// The same for an array of bytes.
    public static func info(
        of bytes: [UInt8], options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> PictureInfo {
        try bytes.withRawBytes { buffer throws(PictureError) in try info(of: buffer, options: options) }
    }

    /// The same for an array of bytes.
    public static func decode(
        _ bytes: [UInt8], options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> DecodedPicture {
        try bytes.withRawBytes { buffer throws(PictureError) in try decode(buffer, options: options) }
    }

    private static func format(of bytes: ByteView, limits: DecodingLimits) throws(PictureError)
        -> PictureFormat
    {
        guard bytes.count > 0 else { throw .empty }
        guard let format = Signature.pictureFormat(of: bytes) else {
            try limits.check(byteCount: bytes.count)
            throw .unsupportedFormat(detected: ForeignKind.name(of: bytes))
        }
        // Of a raw file only the preview is decoded.
        let isRaw = format == .raw || format == .tiff && CameraRaw.preview(of: bytes) != nil
        if isRaw, bytes.count <= CameraRaw.maximumBytes { return .raw }
        try limits.check(byteCount: bytes.count)
        return format
    }

    private static func rawPreview(
        of bytes: ByteView, limits: DecodingLimits
    ) throws(PictureError) -> CameraRaw.Preview {
        guard let preview = CameraRaw.preview(of: bytes) else {
            throw .unsupportedVariant(.raw, detail: "no preview that can be read")
        }
        try limits.check(byteCount: preview.jpeg.count)
        return preview
    }
}

extension Array where Element == UInt8 {
    /// `withUnsafeBytes` with a typed error.
    func withRawBytes<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try withUnsafeBytes { buffer in Result { () throws(Failure) in try body(buffer) } }.get()
    }
}

extension DecodedPicture {
    init(_ raw: RawPicture, format: PictureFormat, byteCount: Int) {
        let size = raw.orientation.applied(to: raw.storedSize)
        let exchanges = raw.orientation.exchangesSides
        self.init(
            pixels: raw.pixels.applying(raw.orientation),
            info: PictureInfo(format: format, width: size.width, height: size.height, byteCount: byteCount),
            horizontalScale: exchanges ? raw.verticalScale : raw.horizontalScale,
            verticalScale: exchanges ? raw.horizontalScale : raw.verticalScale,
            warnings: raw.warnings)
    }
}
