internal import LookalikePictures
internal import LookalikeVectors

/// Other views of each image of a query, so that a search finds what is turned, mirrored or shows a part only.
///
/// ```swift
/// var options = SearchOptions()
/// options.augmentation = Augmentation(turns: true, mirror: true)
/// let answer = try await engine.search(collection, for: .image(photo), options: options)
/// ```
public struct Augmentation: Sendable, Hashable {
    /// What becomes of the vectors of the views.
    public enum Combination: String, Sendable, Hashable, CaseIterable, Codable {
        /// Each is searched by; the highest of a result's scores counts.
        case best
        /// Their mean is searched by.
        case mean
    }

    /// The image in its four turns.
    public var turns: Bool
    /// The image, and each of its turns, mirrored.
    public var mirror: Bool
    /// Five parts of the image, each with three quarters of its width and height: its corners and its middle.
    public var crops: Bool
    /// What becomes of the vectors of the views.
    public var combination: Combination

    /// The image as it is, and the views that are asked for.
    public init(
        turns: Bool = false, mirror: Bool = false, crops: Bool = false, combination: Combination = .best
    ) {
        (self.turns, self.mirror, self.crops, self.combination) = (turns, mirror, crops, combination)
    }
}

extension Augmentation {
    /// What a search by cosines uses of the vectors of an image's views: each, or their mean.
    ///
    /// - Parameter views: as ``Embedder/embed(viewsOf:with:_:turn:progress:each:)`` gives them.
    /// - Throws: ``/LookalikeVectors/ExampleError/cancelledOut`` where they have no mean direction.
    public func queries(_ views: [[Float]]) throws -> [[Float]] {
        guard combination == .mean, views.count > 1 else { return views }
        return [try QueryCombination.vector(of: views.map { WeightedVector($0) }, metric: .cosine)]
    }
}

extension Augmentation: CustomStringConvertible {
    /// The names of the views, then the combination: `turns+mirror, best`.
    public var description: String {
        let views = [turns ? "turns" : nil, mirror ? "mirror" : nil, crops ? "crops" : nil].compactMap { $0 }
        return "\(views.joined(separator: "+")), \(combination.rawValue)"
    }

    /// The share of a side that a crop has.
    private static let share = 0.75
    /// Where the crops begin, as shares of the sides.
    private static let corners = [(0.125, 0.125), (0, 0), (0.25, 0), (0, 0.25), (0.25, 0.25)]

    /// The views of an image, the image itself first.
    func views(of image: QueryImage) -> [QueryImage] {
        let turned = ImageTurn.all
            .filter { (turns || $0.quarters == 0) && (mirror || !$0.isMirrored) }
            .map { image.turned(image.turn.followed(by: $0)) }
        return turned + (crops ? Self.corners.compactMap { image.cropped(Self.crop($0.0, $0.1)) } : [])
    }

    private static func crop(_ x: Double, _ y: Double) -> ImageRegion? {
        // Sound: it is within the image.
        try? ImageRegion(x: x, y: y, width: share, height: share)
    }
}

extension QueryImage {
    func turned(_ turn: ImageTurn) -> QueryImage {
        var image = self
        image.turn = turn
        return image
    }

    /// A part of the image, or of its region.
    func cropped(_ crop: ImageRegion?) -> QueryImage? {
        guard let crop else { return nil }
        guard let region else {
            var image = self
            image.region = crop
            return image
        }
        let part = try? ImageRegion(
            x: region.x + crop.x * region.width, y: region.y + crop.y * region.height,
            width: crop.width * region.width, height: crop.height * region.height)
        // Sound: a part of a region is one.
        return part.map { part in
            var image = self
            image.region = part
            return image
        }
    }
}
