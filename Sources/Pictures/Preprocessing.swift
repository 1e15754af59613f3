/// How a picture becomes the input of a network: part of a model's manifest (`model.json`).
public struct Preprocessing: Sendable, Equatable {
    /// How the picture is brought to the network's size.
    public enum Resize: Sendable, Equatable {
        /// To this size, whatever the shape.
        case squash(width: Int, height: Int)
        /// The shorter side to `size`, the longer one in proportion, rounded down (torchvision's `Resize(size)`).
        case shortSide(size: Int)
        /// Into this size, the shape kept, centred on black. See `PixelSize.fitted(into:)`.
        case letterbox(width: Int, height: Int)
    }

    /// What the three numbers of a pixel are.
    public enum Color: String, Codable, Sendable {
        /// Red, green, blue.
        case rgb
        /// Luma, three times. Taken before resizing.
        case grayscale
    }

    /// From the levels 0...255 to the numbers that the network was trained on.
    public enum Normalization: Sendable, Equatable {
        /// `(level / 255 - mean) / std`, for each channel.
        case standardized(mean: [Double], std: [Double])
        /// `level * scale + offset`.
        case linear(scale: Double, offset: Double)
    }

    /// How the picture is brought to size; comes first.
    public var resize: Resize
    /// How pixels are found between pixels when resizing.
    public var interpolation: Interpolation
    /// Cut from the middle after resizing (torchvision's `CenterCrop`: a picture that is too small is padded with
    /// black, and half pixels are rounded to even).
    public var crop: PixelSize?
    /// What the three numbers of a pixel are.
    public var color: Color
    /// From bytes to the numbers of the tensor; comes last.
    public var normalization: Normalization

    /// By default, nothing is cut off and colours are kept.
    public init(
        resize: Resize, interpolation: Interpolation, crop: PixelSize? = nil, color: Color = .rgb,
        normalization: Normalization
    ) {
        self.resize = resize
        self.interpolation = interpolation
        self.crop = crop
        self.color = color
        self.normalization = normalization
    }

    /// Of what the network gets; `nil` only for a short side without a crop, where it depends on the picture.
    public var outputSize: PixelSize? {
        if let crop { return crop }
        return switch resize {
        case .squash(let width, let height), .letterbox(let width, let height):
            PixelSize(width: width, height: height)
        case .shortSide: nil
        }
    }

    /// Where even a picture one pixel wide ends: what is beyond is cropped away anyhow.
    private static let longestSide = 1 << 28

    /// The size that a picture is resized to, before padding and cropping.
    func resizedSize(of picture: PixelSize) -> PixelSize {
        switch resize {
        case .squash(let width, let height):
            return PixelSize(width: width, height: height)
        case .shortSide(let size):
            let (short, long) = (min(picture.width, picture.height), max(picture.width, picture.height))
            // In floating point, as Python divides.
            let newLong = min(Self.longestSide, Int(Double(size * long) / Double(short)))
            let wide = picture.width > picture.height
            return PixelSize(width: wide ? newLong : size, height: wide ? size : newLong)
        case .letterbox(let width, let height):
            return picture.fitted(into: PixelSize(width: width, height: height))
        }
    }

    /// What decoding has to yield so that the result is as good as from the full size: four times the size needed. With twice the
    /// size, vectors of photographs full of detail reach a cosine of 0.998 to those from the full size. Twice is enough for
    /// networks that take the whole picture, squashed: they are made for coarse pixels, as the built-in one is.
    /// - Returns: for `DecodingOptions.sufficientSize`; `nil`: the full size (nearest-neighbour picks single
    ///   pixels, and those must be the stored ones).
    public func sufficientSize(for picture: PixelSize) -> PixelSize? {
        guard interpolation != .nearest else { return nil }
        let size = resizedSize(of: picture)
        let factor = if case .squash = resize { 2 } else { 4 }
        return PixelSize(width: factor * size.width, height: factor * size.height)
    }
}
