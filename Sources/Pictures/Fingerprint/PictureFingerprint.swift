/// What is kept of a picture to recognise its copies, edited ones too: its colours at 64 pixels, and a hash.
///
/// ```swift
/// let (a, b) = (PictureFingerprint(of: first), PictureFingerprint(of: second))
/// if a.hash.distance(to: b.hash) <= 31, let match = PictureComparison.compare(a, b) { print(match.kind) }
/// ```
public struct PictureFingerprint: Sendable, Equatable {
    /// Pixels of the longer side.
    public static let longSide = 64
    /// Pixels of the shorter side are at least this many, whatever the shape.
    static let leastSide = 8
    /// Pixels of luma for one of chroma, along each side.
    static let chromaStep = 4

    let width: Int
    let height: Int
    /// Rows from the top.
    let luma: [UInt8]
    /// Blue difference, then red difference: planes of `chromaWidth * chromaHeight`, 128 is grey.
    let chroma: [UInt8]
    /// Nearly the same for pictures that look the same as a whole.
    public let hash: PerceptualHash
    /// The mean size of the frequencies that the hash is made of, in levels of 0...255. Hashes of pictures with less than
    /// ``leastContrast``, such as a plain wall, say nothing.
    public let contrast: Float

    /// Below this, a picture is too plain for its hash to be compared.
    public static let leastContrast: Float = 0.35

    var chromaWidth: Int { (width + Self.chromaStep - 1) / Self.chromaStep }
    var chromaHeight: Int { (height + Self.chromaStep - 1) / Self.chromaStep }

    /// Whether all of it is nearly grey.
    var isColourless: Bool { chroma.allSatisfy { abs(Int($0) - 128) <= 4 } }

    /// Of a picture that was decoded at 128 pixels or more, or at its full size.
    public init(of picture: DecodedPicture) {
        let side = Self.longSide
        let size = picture.info.size.fitted(into: PixelSize(width: side, height: side))
        let pixels = picture.pixels.resized(
            width: max(Self.leastSide, size.width), height: max(Self.leastSide, size.height),
            interpolation: .bilinear, box: picture.contentBox)
        self.init(pixels)
    }

    /// Of a picture that is already small.
    init(_ pixels: PixelBuffer) {
        let (width, height, step) = (pixels.width, pixels.height, Self.chromaStep)
        var luma = [UInt8](repeating: 0, count: width * height)
        let chromaWidth = (width + step - 1) / step
        let chromaCount = chromaWidth * ((height + step - 1) / step)
        var sums = [(blue: Int, red: Int, count: Int)](repeating: (0, 0, 0), count: chromaCount)
        for y in 0..<height {
            for x in 0..<width {
                let at = 3 * (y * width + x)
                let (r, g, b) = (
                    Int(pixels.bytes[at]), Int(pixels.bytes[at + 1]), Int(pixels.bytes[at + 2])
                )
                // ITU-R 601, in 16 bits of fraction, as JPEG.
                luma[y * width + x] = UInt8((19595 * r + 38470 * g + 7471 * b + 32768) >> 16)
                let place = y / step * chromaWidth + x / step
                sums[place].blue += (-11059 * r - 21709 * g + 32768 * b) >> 16
                sums[place].red += (32768 * r - 27439 * g - 5329 * b) >> 16
                sums[place].count += 1
            }
        }
        let blue = sums.map { UInt8(clamping: 128 + $0.blue / $0.count) }
        let red = sums.map { UInt8(clamping: 128 + $0.red / $0.count) }
        self.init(width: width, height: height, luma: luma, chroma: blue + red)
    }

    private init(width: Int, height: Int, luma: [UInt8], chroma: [UInt8]) {
        (self.width, self.height, self.luma, self.chroma) = (width, height, luma, chroma)
        (hash, contrast) = PerceptualHash.make(of: GreyPlane(width: width, height: height, bytes: luma[...]))
    }
}

extension PictureFingerprint {
    /// The version of ``bytes``; fingerprints of another version are made anew.
    public static let version: UInt8 = 1

    /// As stored: the version, width and height as a byte each, then luma and chroma; some 3 KB.
    public var bytes: [UInt8] { [Self.version, UInt8(width), UInt8(height)] + luma + chroma }

    /// Nil if the bytes are not those of a fingerprint of this version.
    public init?(bytes: [UInt8]) {
        guard bytes.count > 3, bytes[0] == Self.version else { return nil }
        let (width, height) = (Int(bytes[1]), Int(bytes[2]))
        let sides = Self.leastSide...Self.longSide
        guard sides.contains(width), sides.contains(height), max(width, height) == Self.longSide else {
            return nil
        }
        let step = Self.chromaStep
        let small = (width + step - 1) / step * ((height + step - 1) / step)
        guard bytes.count == 3 + width * height + 2 * small else { return nil }
        self.init(
            width: width, height: height, luma: Array(bytes[3..<(3 + width * height)]),
            chroma: Array(bytes[(3 + width * height)...]))
    }
}
