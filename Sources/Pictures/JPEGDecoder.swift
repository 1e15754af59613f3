internal import CJPEG

/// JPEG by libjpeg-turbo.
enum JPEGDecoder {
    /// Progressive files have about ten; libjpeg goes over the whole picture for each.
    private static let maximumScans: Int32 = 200

    struct Header {
        let size: PixelSize
        let isProgressive: Bool
        let orientation: Orientation
    }

    static func header(of bytes: ByteView) throws(PictureError) -> Header {
        var header = cjpeg_header()
        try check(cjpeg_read_header(bytes.start, bytes.count, &header))
        return Header(
            size: PixelSize(width: Int(header.width), height: Int(header.height)),
            isProgressive: header.progressive,
            orientation: orientation(of: bytes))
    }

    static func decode(
        _ bytes: ByteView, options: DecodingOptions, sufficientSize: SufficientSize
    ) throws(PictureError) -> RawPicture {
        let header = try header(of: bytes)
        try options.limits.check(header.size, format: .jpeg)
        let orientation = options.appliesOrientation ? header.orientation : .upright
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
        var result = cjpeg_result()
        let pixels = try LargePictureGate.run(pixels: held, limits: options.limits) {
            () throws(PictureError) in
            try PixelBuffer(width: size.width, height: size.height) { output throws(PictureError) in
                try check(
                    cjpeg_decode(bytes.start, bytes.count, &limits, output.baseAddress, output.count, &result)
                )
            }
        }
        let scale = Double(eighths) / 8
        return RawPicture(
            pixels: pixels, storedSize: header.size, orientation: orientation, horizontalScale: scale,
            verticalScale: scale, warnings: warnings(result))
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

    private static func warnings(_ result: cjpeg_result) -> [PictureWarning] {
        if result.truncated { return [.truncated] }
        return result.warnings > 0 ? [.damagedData(faults: Int(result.warnings))] : []
    }

    private static func check(_ status: cjpeg_status) throws(PictureError) {
        switch status {
        case CJPEG_OK: return
        case CJPEG_TRUNCATED: throw .damaged(.jpeg, detail: "most of its data is missing")
        case CJPEG_UNSUPPORTED: throw .unsupportedVariant(.jpeg, detail: "a rare kind of coding or colour")
        case CJPEG_TIMED_OUT: throw .timedOut
        case CJPEG_TOO_MANY_SCANS: throw .damaged(.jpeg, detail: "it has too many scans")
        case CJPEG_OUT_OF_MEMORY: throw .tooMuchMemory(.jpeg)
        default: throw .damaged(.jpeg, detail: "its data can't be decoded")
        }
    }

    /// The EXIF orientation, from the markers before the picture data.
    private static func orientation(of bytes: ByteView) -> Orientation {
        var position = 2
        while let prefix = bytes.byte(at: position), let marker = bytes.byte(at: position + 1) {
            if prefix != 0xFF || marker == 0xFF {  // fill bytes, or rubbish that libjpeg skips too
                position += 1
                continue
            }
            if marker == 0xDA || marker == 0xD9 { break }  // picture data, end
            guard let length = bytes.uint16(at: position + 2, .big) else { break }
            if marker == 0xE1, bytes.has([0x45, 0x78, 0x69, 0x66, 0, 0], at: position + 4),
                let block = bytes.slice(position + 4, count: length - 2)
            {
                return EXIF.orientation(in: block)
            }
            position += 2 + length
        }
        return .upright
    }
}

extension PixelSize {
    /// As libjpeg rounds: up.
    fileprivate func scaled(eighths: Int) -> PixelSize {
        PixelSize(width: (width * eighths + 7) / 8, height: (height * eighths + 7) / 8)
    }
}
