internal import CLookalikeColour
internal import CLookalikeJPEG

/// JPEG by libjpeg-turbo.
enum JPEGDecoder {
    /// Progressive files have about ten; libjpeg goes over the whole picture for each.
    private static let maximumScans: Int32 = 200

    struct Header {
        let size: PixelSize
        let isProgressive: Bool
        let orientation: Orientation
        let colours: ColourSource?
        let space: ColourSpace
    }

    static func header(of bytes: ByteView) throws(PictureError) -> Header {
        let markers = JPEGMarkers(bytes)
        // JPEG-LS begins like JPEG, and is none.
        if markers.frame == 0xF7 { throw .unsupportedFormat(detected: "JPEG-LS") }
        let bytes = withoutZeros(bytes)
        var header = cjpeg_header()
        try check(cjpeg_read_header(bytes.start, bytes.count, &header), rows: 0, of: 0)
        return Header(
            size: PixelSize(width: Int(header.width), height: Int(header.height)),
            isProgressive: header.progressive, orientation: markers.orientation,
            colours: ColourSource(profile: markers.profile),
            space: header.components == 4 ? .cmyk : header.components == 1 ? .grey : .rgb)
    }

    /// The file without the zeros that a program which made room for it beforehand, and then stopped, left at its end.
    /// They would be read as picture.
    private static func withoutZeros(_ bytes: ByteView) -> ByteView {
        var end = bytes.count
        while end > 0, bytes.byte(at: end - 1) == 0 { end -= 1 }
        // A few may belong to the picture.
        return bytes.count - end < 64 ? bytes : ByteView(bytes.prefix(end))
    }

    /// - Parameter given: in place of the orientation that the file says.
    static func decode(
        _ bytes: ByteView, options: DecodingOptions, orientation given: Orientation? = nil,
        sufficientSize: SufficientSize
    ) throws(PictureError) -> RawPicture {
        let header = try header(of: bytes)
        let bytes = withoutZeros(bytes)
        try options.limits.check(header.size, format: .jpeg)
        let orientation = options.appliesOrientation ? given ?? header.orientation : .upright
        let needed = sufficientSize(orientation.applied(to: header.size)).map(orientation.undone(from:))
        let eighths = eighths(of: header.size, needed: needed)
        let size = header.size.scaled(eighths: eighths)

        var limits = cjpeg_limits()
        limits.scale_numerator = UInt8(eighths)
        limits.maximum_scans = maximumScans
        limits.maximum_memory = options.limits.maximumWorkingBytes
        limits.timeout = options.limits.timeoutSeconds
        // Many scans: all coefficients of the full size are held.
        let held = header.isProgressive ? header.size.area : size.area
        let colours = options.convertsColours ? header.colours : nil
        let transform = ColourTransform.from(colours, space: header.space, isWide: false)
        if let transform, header.space == .cmyk {
            limits.converter = ccolour_apply
            limits.context = UnsafeRawPointer(transform.raw)
        }
        var result = cjpeg_result()
        let pixels = try LargePictureGate.run(pixels: held, limits: options.limits) {
            () throws(PictureError) in
            try PixelBuffer(width: size.width, height: size.height) { output throws(PictureError) in
                let status = decodeWhatIsThere(bytes, &limits, output, &result)
                try check(status, rows: Int(result.rows), of: header.size.height)
                if header.space != .cmyk { transform?.apply(to: output) }
            }
        }
        // The decoder has the pointer, not the object.
        withExtendedLifetime(transform) {}
        let scale = Double(eighths) / 8
        return RawPicture(
            pixels: pixels, storedSize: header.size, orientation: orientation, horizontalScale: scale,
            verticalScale: scale, warnings: warnings(result, height: header.size.height))
    }

    /// A second time without the last segment, if libjpeg gave up because that one is not all there.
    private static func decodeWhatIsThere(
        _ bytes: ByteView, _ limits: inout cjpeg_limits, _ output: UnsafeMutableBufferPointer<UInt8>,
        _ result: inout cjpeg_result
    ) -> cjpeg_status {
        let status = cjpeg_decode(
            bytes.start, bytes.count, &limits, output.baseAddress, output.count, &result)
        guard status == CJPEG_TRUNCATED, result.height == 0,
            let end = JPEGMarkers.partialSegment(in: bytes)
        else { return status }
        return cjpeg_decode(bytes.start, end, &limits, output.baseAddress, output.count, &result)
    }

    /// The smallest scale, in eighths, that still yields the size needed. Only those with fast code in libjpeg.
    private static func eighths(of size: PixelSize, needed: PixelSize?) -> Int {
        guard let needed else { return 8 }
        let serving = [1, 2, 4].first {
            let scaled = size.scaled(eighths: $0)
            return scaled.width >= needed.width && scaled.height >= needed.height
        }
        return serving ?? 8
    }

    private static func warnings(_ result: cjpeg_result, height: Int) -> [PictureWarning] {
        if result.is_coarse { return [.coarse] }
        if result.truncated { return [.truncated(rows: Int(result.rows), of: height)] }
        return result.warnings > 0 ? [.damagedData(faults: Int(result.warnings))] : []
    }

    private static func check(_ status: cjpeg_status, rows: Int, of height: Int) throws(PictureError) {
        switch status {
        case CJPEG_OK: return
        case CJPEG_TRUNCATED: throw .cutShort(.jpeg, rows: rows, of: height)
        case CJPEG_UNSUPPORTED: throw .unsupportedVariant(.jpeg, detail: "a rare kind of coding or colour")
        case CJPEG_TIMED_OUT: throw .timedOut
        case CJPEG_TOO_MANY_SCANS: throw .damaged(.jpeg, detail: "it has too many scans")
        case CJPEG_OUT_OF_MEMORY: throw .tooMuchMemory(.jpeg)
        default: throw .damaged(.jpeg, detail: "its data can't be decoded")
        }
    }
}

extension PixelSize {
    /// As libjpeg rounds: up.
    fileprivate func scaled(eighths: Int) -> PixelSize {
        PixelSize(width: (width * eighths + 7) / 8, height: (height * eighths + 7) / 8)
    }
}
