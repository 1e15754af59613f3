internal import CLookalikeColour
internal import CLookalikeVips

/// Pulls the pixels of an opened picture out of libvips. Lives no longer than the picture is open.
struct VipsReading {
    let picture: OpaquePointer
    let header: VipsHeader
    let container: Container
    let format: PictureFormat
    let options: DecodingOptions

    /// - Parameter range: of a TIFF's samples; `nil`: as its kind of number has it.
    /// - Returns: the pixels, and the range of a TIFF's samples where they are no plain bytes.
    func pixels(_ factors: BoxFactors, range: TIFFRange?) throws(PictureError) -> (PixelBuffer, TIFFRange) {
        guard let origin = container.frameOrigin else {
            return try pixels(header.size, factors, range: range)
        }
        return try LargePictureGate.run(pixels: container.size.area, limits: options.limits) {
            () throws(PictureError) in
            let whole = BoxFactors(columns: 1, rows: 1)
            let (frame, measured) = try pixels(header.size, whole, range: range, isGated: true)
            let canvas = PixelBuffer(
                width: container.size.width, height: container.size.height, filledWith: 255)
            let shown = canvas.pasting(frame, left: origin.left, top: origin.top)
            return (shown.shrunk(byColumns: factors.columns, rows: factors.rows), measured)
        }
    }

    private func pixels(
        _ size: PixelSize, _ factors: BoxFactors, range: TIFFRange?, isGated: Bool = false
    ) throws(PictureError) -> (PixelBuffer, TIFFRange) {
        let (columns, rows) = (factors.columns, factors.rows)
        let width = (size.width + columns - 1) / columns
        let height = (size.height + rows - 1) / rows
        let held = isGated ? 0 : container.isHeldWhole ? size.area : clampedProduct(width, height)
        var request = cvips_options()
        request.shrink_x = UInt32(columns)
        request.shrink_y = UInt32(rows)
        request.drop_alpha = options.alpha == .drop
        request.timeout = options.limits.timeoutSeconds
        let transform = setTransform(&request)
        var measured = cvips_range()
        let pixels = try LargePictureGate.run(pixels: held, limits: options.limits) {
            () throws(PictureError) in
            try PixelBuffer(width: width, height: height) { output throws(PictureError) in
                let status = read(&request, range: range, into: output, measured: &measured)
                try check(status, format)
            }
        }
        // The decoder has the pointer, not the object.
        withExtendedLifetime(transform) {}
        return (pixels, TIFFRange(measured.low, measured.high))
    }

    private func read(
        _ request: inout cvips_options, range: TIFFRange?, into output: UnsafeMutableBufferPointer<UInt8>,
        measured: inout cvips_range
    ) -> cvips_status {
        guard let samples = container.samples else {
            return cvips_read(picture, &request, output.baseAddress, output.count, &measured)
        }
        let range = range ?? TIFFRange(of: samples.number)
        return withUnsafePointer(to: samples.raw(bands: header.bands, range: range)) {
            request.samples = $0
            defer { request.samples = nil }
            return cvips_read(picture, &request, output.baseAddress, output.count, &measured)
        }
    }

    /// The caller keeps what is returned until the request is done.
    private func setTransform(_ request: inout cvips_options) -> ColourTransform? {
        let space =
            container.samples.map { $0.space(bands: header.bands) } ?? (header.bands >= 3 ? .rgb : .grey)
        let isWide = container.samples.map { $0.number != .uint8 } ?? header.isWide
        let colours = options.convertsColours ? container.colours : nil
        guard let space, let transform = ColourTransform.from(colours, space: space, isWide: isWide)
        else { return nil }
        request.converter = ccolour_apply
        request.context = UnsafeRawPointer(transform.raw)
        request.converts_wide = isWide
        request.converter_bands = UInt32(transform.samples)
        return transform
    }
}
