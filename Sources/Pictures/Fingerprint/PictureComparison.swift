/// Whether two pictures are versions of one: found by laying one over the other and comparing them part by part.
public struct PictureComparison: Sendable, Equatable {
    /// How two versions of a picture differ.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The same picture as a whole: encoded again, resized, a little brighter or darker.
        case near
        /// Turned, mirrored, cropped, with a border, or with something on it.
        case edited
    }

    /// How they differ.
    public let kind: Kind
    /// The share of what is to be seen in both that is the same, 0...1.
    public let score: Float

    /// Compares two pictures.
    ///
    /// - Returns: nil if they show different things, also if both are too plain to tell.
    public static func compare(_ a: PictureFingerprint, _ b: PictureFingerprint) -> PictureComparison? {
        PictureComparer(PreparedFingerprint(a)).compare(with: PreparedFingerprint(b))
    }
}

/// Compares one picture with others.
public struct PictureComparer {
    /// A score with which no better place is looked for.
    private static let enough: Float = 0.9

    private let a: PictureFingerprint
    private let first: StillPicture
    private let kernel: PixelKernel

    /// A comparison of this picture, the first one, with others.
    public init(_ picture: PreparedFingerprint) {
        self.init(picture, kernel: .best)
    }

    /// - Parameter kernel: one that this processor has.
    package init(_ picture: PreparedFingerprint, kernel: PixelKernel) {
        (a, first, self.kernel) = (picture.fingerprint, StillPicture(picture), kernel)
    }

    /// Compares the picture with another one.
    ///
    /// - Returns: nil if they show different things, also if both are too plain to tell.
    public func compare(with second: PreparedFingerprint) -> PictureComparison? {
        let b = second.fingerprint
        var registration = Registration(first, second, kernel: kernel)
        // All of one on all of the other comes first: most duplicates are found by this.
        let distances = b.hash.variants.map { $0.distance(to: a.hash) }
        let whole = zip(Symmetry.all, distances).filter { $0.1 <= 90 }.sorted { $0.1 < $1.1 }.prefix(2)
        var best: PictureComparison?
        for (symmetry, _) in whole {
            let turned = registration.second(symmetry)
            let alignment = Alignment(covering: first.plane, with: registration.plain, symmetry)
            let parts = PartComparison(a, b, alignment, first.plane, turned)
            let isNear = symmetry.isIdentity && parts.isSameThroughout
            best = Self.better(best, parts, isNear ? .near : .edited)
        }
        if let best, best.score > Self.enough { return best }
        for alignment in registration.candidates() {
            let turned = registration.second(alignment.symmetry)
            guard let refined = registration.refined(alignment, on: turned) else { continue }
            best = Self.better(best, PartComparison(a, b, refined.alignment, first.plane, turned), .edited)
            if let best, best.score > Self.enough { return best }
        }
        return best
    }

    private static func better(
        _ best: PictureComparison?, _ parts: PartComparison, _ kind: PictureComparison.Kind
    ) -> PictureComparison? {
        guard parts.isSame, parts.share > best?.score ?? 0 else { return best }
        return PictureComparison(kind: kind, score: parts.share)
    }
}

extension PictureFingerprint {
    var plane: GreyPlane { GreyPlane(width: width, height: height, bytes: luma[...]) }
    var blue: GreyPlane {
        GreyPlane(width: chromaWidth, height: chromaHeight, bytes: chroma.prefix(chroma.count / 2))
    }
    var red: GreyPlane {
        GreyPlane(width: chromaWidth, height: chromaHeight, bytes: chroma.suffix(chroma.count / 2))
    }
}
