internal import LookalikeCatalogue
internal import LookalikePictures

extension FingerprintRecord {
    init(_ fingerprint: PictureFingerprint, of content: String) {
        let words = fingerprint.hash.words
        let isPlain = fingerprint.contrast < PictureFingerprint.leastContrast
        let hash: [UInt8] =
            isPlain
            ? []
            : (0..<4).flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: words[word] >> UInt64(8 * $0)) }
            }
        self.init(content: content, hash: hash, bytes: fingerprint.bytes)
    }
}

extension PerceptualHash {
    /// Nil if the bytes are not those of a hash.
    init?(stored bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        var words = SIMD4<UInt64>.zero
        for (place, byte) in bytes.enumerated() {
            words[place / 8] |= UInt64(byte) << UInt64(8 * (place % 8))
        }
        self.init(words: words)
    }
}
