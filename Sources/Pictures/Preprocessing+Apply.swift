internal import CLookalikeResample

/// The order of a tensor's numbers.
public enum TensorLayout: String, Codable, Sendable {
    /// Three planes, one for each channel.
    case nchw
    /// The channels of each pixel side by side.
    case nhwc
}

extension Preprocessing {
    /// Decodes a picture as large as needed and makes it the network's input.
    ///
    /// - Parameters:
    ///   - options: its `sufficientSize` is replaced by what this preprocessing needs.
    ///   - output: `3 * outputSize.area` numbers, all of which are written.
    /// - Returns: what the header says, and what was odd.
    /// - Precondition: `outputSize` is not `nil`, and `output` has its size.
    @discardableResult
    public func apply(
        to bytes: UnsafeRawBufferPointer, options: DecodingOptions = DecodingOptions(),
        into output: UnsafeMutableBufferPointer<Float>, layout: TensorLayout
    ) throws(PictureError) -> (info: PictureInfo, warnings: [PictureWarning]) {
        let picture = try decode(bytes, options: options)
        apply(to: picture, into: output, layout: layout)
        return (picture.info, picture.warnings)
    }

    /// Decodes a picture as large as this preprocessing needs it, whatever `options` say of the size.
    public func decode(
        _ bytes: UnsafeRawBufferPointer, options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> DecodedPicture {
        try PictureDecoder.decode(bytes, options: options) { sufficientSize(for: $0) }
    }

    /// As above, for a picture already decoded.
    public func apply(
        to picture: DecodedPicture, into output: UnsafeMutableBufferPointer<Float>, layout: TensorLayout
    ) {
        tensor(of: pixels(of: picture), into: output, layout: layout)
    }

    /// As above, for pixels at full size.
    public func apply(
        to pixels: PixelBuffer, into output: UnsafeMutableBufferPointer<Float>, layout: TensorLayout
    ) {
        let box = PixelBox(left: 0, top: 0, right: Double(pixels.width), bottom: Double(pixels.height))
        tensor(of: prepared(pixels, size: pixels.size, box: box), into: output, layout: layout)
    }

    /// The picture resized, cropped and in its colours: all but the normalization.
    public func pixels(of picture: DecodedPicture) -> PixelBuffer {
        prepared(picture.pixels, size: picture.info.size, box: picture.contentBox)
    }

    /// - Parameters:
    ///   - size: of the picture at full size, which decides the proportions.
    ///   - box: what of `pixels` it covers.
    func prepared(_ pixels: PixelBuffer, size: PixelSize, box: PixelBox) -> PixelBuffer {
        let coloured = color == .grayscale ? pixels.grayscale() : pixels
        let target = resizedSize(of: size)
        if case .letterbox(let width, let height) = resize {
            let picture = coloured.resized(
                width: target.width, height: target.height, interpolation: interpolation, box: box)
            let canvas = picture.centred(on: PixelSize(width: width, height: height))
            guard let crop else { return canvas }
            return canvas.cropped(to: PixelRect(cropping: canvas.size, to: crop)).centred(on: crop)
        }
        // Only the part of the resized picture that the crop keeps is computed.
        let window = crop.map { PixelRect(cropping: target, to: $0) }
        let resized = coloured.resized(
            width: target.width, height: target.height, interpolation: interpolation, box: box, window: window
        )
        return crop.map { resized.centred(on: $0) } ?? resized
    }

    /// Writes `3 * pixels.size.area` numbers.
    func tensor(of pixels: PixelBuffer, into output: UnsafeMutableBufferPointer<Float>, layout: TensorLayout)
    {
        pixels.tensor(normalization, into: output, layout: layout, kernel: .best)
    }
}

extension PixelBuffer {
    package func tensor(
        _ normalization: Preprocessing.Normalization, into output: UnsafeMutableBufferPointer<Float>,
        layout: TensorLayout, kernel: PixelKernel
    ) {
        precondition(output.count == bytes.count, "the tensor has three numbers for each pixel")
        let (scale, offset) = normalization.coefficients
        bytes.withUnsafeBufferPointer { source in
            cresample_tensor(
                source.baseAddress, width * height, scale, offset, layout == .nchw, kernel.rawKernel,
                output.baseAddress)
        }
    }
}

extension PixelRect {
    /// The middle of a picture, halves rounded to even: all of it where it is smaller than the crop.
    init(cropping size: PixelSize, to crop: PixelSize) {
        func margin(_ side: Int, _ part: Int) -> Int {
            Int((Double(side - part) / 2).rounded(.toNearestOrEven))
        }
        let (width, height) = (min(size.width, crop.width), min(size.height, crop.height))
        self.init(
            left: margin(size.width, width), top: margin(size.height, height), width: width, height: height)
    }
}

extension Preprocessing.Normalization {
    /// `level * scale + offset` for each channel.
    var coefficients: (scale: [Float], offset: [Float]) {
        switch self {
        case .standardized(let mean, let std):
            (std.map { Float(1 / (255 * $0)) }, zip(mean, std).map { Float(-$0 / $1) })
        case .linear(let scale, let offset):
            ([Float](repeating: Float(scale), count: 3), [Float](repeating: Float(offset), count: 3))
        }
    }
}
