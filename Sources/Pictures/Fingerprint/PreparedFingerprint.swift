/// A fingerprint with what comparisons take of it, so that it is made once and not for each pair: some 12 KB at most.
public struct PreparedFingerprint: Sendable {
    /// The fingerprint.
    public let fingerprint: PictureFingerprint
    /// What one takes in memory, about, in bytes.
    public static let size = 12_000

    let planes: CoarsePlanes

    /// Of a fingerprint.
    public init(_ fingerprint: PictureFingerprint) {
        self.init(fingerprint, kernel: .best)
    }

    /// - Parameter kernel: one that this processor has.
    package init(_ fingerprint: PictureFingerprint, kernel: PixelKernel) {
        self.fingerprint = fingerprint
        planes = CoarsePlanes(fingerprint, kernel: kernel)
    }
}
