/// A rectangle of a picture, as shares of its sides, from the top left of the picture as it is shown: after its
/// orientation.
public struct ImageRegion: Sendable, Hashable {
    /// The left edge, 0 at the picture's left: a share of its width.
    public let x: Double
    /// The upper edge, 0 at the picture's top: a share of its height.
    public let y: Double
    /// A share of the picture's width, above 0.
    public let width: Double
    /// A share of the picture's height, above 0.
    public let height: Double

    /// Why a rectangle is no region of a picture. `description` is one plain sentence for users.
    public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
        /// One of the numbers is infinite or no number.
        case notFinite
        /// The width or the height is 0 or less.
        case empty
        /// A part of the rectangle is not in the picture.
        case outside

        public var description: String {
            switch self {
            case .notFinite: "A region's numbers must be finite."
            case .empty: "The region is empty: its width and height must be above 0."
            case .outside:
                "The region is not within the image: x, y, x + width and y + height go from 0 to 1."
            }
        }
    }

    /// All but a border of a fortieth of each side.
    ///
    /// Sound: the rectangle lies in the picture.
    public static let withoutBorder = try! ImageRegion(x: 0.025, y: 0.025, width: 0.95, height: 0.95)

    /// What adding two shares may leave beyond 1.
    private static let rounding = 1e-6

    /// - Throws: ``Problem`` unless 0 ≤ x, 0 < width, x + width ≤ 1, and so for y and the height.
    public init(x: Double, y: Double, width: Double, height: Double) throws(Problem) {
        guard [x, y, width, height].allSatisfy(\.isFinite) else { throw .notFinite }
        guard width > 0, height > 0 else { throw .empty }
        guard x >= 0, y >= 0, x + width <= 1 + Self.rounding, y + height <= 1 + Self.rounding else {
            throw .outside
        }
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// Whether it is the whole picture.
    public var isWhole: Bool {
        x == 0 && y == 0 && x + width >= 1 - Self.rounding && y + height >= 1 - Self.rounding
    }

    /// The pixels that it touches, at least one.
    func pixels(of size: PixelSize) -> PixelRect {
        let (left, width) = Self.pixels(from: x, share: width, of: size.width)
        let (top, height) = Self.pixels(from: y, share: height, of: size.height)
        return PixelRect(left: left, top: top, width: width, height: height)
    }

    /// An edge that is meant to be between two pixels is, whatever rounding leaves.
    private static func pixels(from start: Double, share: Double, of side: Int) -> (begin: Int, count: Int) {
        let (begin, end) = (start * Double(side), (start + share) * Double(side))
        let first = min(side - 1, Int((begin + rounding).rounded(.down)))
        let last = min(side, max(first + 1, Int((end - rounding).rounded(.up))))
        return (first, last - first)
    }
}

extension Preprocessing {
    /// Decodes a picture and makes a region of it the network's input: what the region, cut out as a picture of its own,
    /// would give.
    ///
    /// - Parameters:
    ///   - options: its `sufficientSize` is replaced by what this preprocessing needs.
    ///   - output: `3 * outputSize.area` numbers, all of which are written.
    /// - Returns: what the header says of the whole picture, and what was odd.
    /// - Precondition: `outputSize` is not `nil`, and `output` has its size.
    public func apply(
        to bytes: UnsafeRawBufferPointer, region: ImageRegion, options: DecodingOptions = DecodingOptions(),
        into output: UnsafeMutableBufferPointer<Float>, layout: TensorLayout
    ) throws(PictureError) -> (info: PictureInfo, warnings: [PictureWarning]) {
        let picture = try PictureDecoder.decode(bytes, options: options) {
            sufficientSize(for: region, of: $0)
        }
        tensor(of: pixels(of: region, in: picture), into: output, layout: layout)
        return (picture.info, picture.warnings)
    }

    /// Of the whole picture, such that its region is as large as ``sufficientSize(for:)`` asks.
    private func sufficientSize(for region: ImageRegion, of size: PixelSize) -> PixelSize? {
        let rect = region.pixels(of: size)
        guard let needed = sufficientSize(for: PixelSize(width: rect.width, height: rect.height)) else {
            return nil
        }
        // More than the picture has means all of it.
        func whole(_ needed: Int, _ part: Int, _ side: Int) -> Int {
            Int(min(Double(side), (Double(needed) * Double(side) / Double(part)).rounded(.up)))
        }
        return PixelSize(
            width: whole(needed.width, rect.width, size.width),
            height: whole(needed.height, rect.height, size.height))
    }

    private func pixels(of region: ImageRegion, in picture: DecodedPicture) -> PixelBuffer {
        let rect = region.pixels(of: picture.info.size)
        let (across, down) = (picture.horizontalScale, picture.verticalScale)
        let content = picture.contentBox
        let box = PixelBox(
            left: Double(rect.left) * across, top: Double(rect.top) * down,
            right: min(content.right, Double(rect.left + rect.width) * across),
            bottom: min(content.bottom, Double(rect.top + rect.height) * down))
        // Cut out first, so that no pixel beside the region has a part in the result.
        let cut = PixelRect(
            left: Int(box.left), top: Int(box.top),
            width: Int(box.right.rounded(.up)) - Int(box.left),
            height: Int(box.bottom.rounded(.up)) - Int(box.top))
        return prepared(
            picture.pixels.cropped(to: cut), size: PixelSize(width: rect.width, height: rect.height),
            box: PixelBox(
                left: box.left - Double(cut.left), top: box.top - Double(cut.top),
                right: box.right - Double(cut.left), bottom: box.bottom - Double(cut.top)))
    }
}
