internal import LookalikePictures

/// Hashes and the contents that they are of, each by its number: some 70 bytes each.
struct FingerprintList: Sendable {
    private(set) var hashes: [PerceptualHash] = []
    /// The content keys, one after the other.
    private var text: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { hashes.count }

    mutating func append(_ hash: PerceptualHash, of content: String) {
        hashes.append(hash)
        text.append(contentsOf: content.utf8)
        ends.append(text.count)
    }

    mutating func append(_ other: FingerprintList) {
        hashes += other.hashes
        ends += other.ends.map { $0 + text.count }
        text += other.text
    }

    func content(_ number: Int) -> String {
        String(decoding: text[(number == 0 ? 0 : ends[number - 1])..<ends[number]], as: UTF8.self)
    }

    /// The contents whose hashes differ little from one of these, found by comparing all.
    func contents(like variants: [PerceptualHash]) -> [String] {
        hashes.indices.filter { number in
            variants.contains { hashes[number].distance(to: $0) <= HashIndex.reach }
        }.map(content)
    }
}
