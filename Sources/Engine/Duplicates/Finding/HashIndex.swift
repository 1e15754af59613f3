internal import LookalikePictures

/// Finds hashes that differ in few bits without comparing all: hashes that differ in 15 bits or less agree in one of 16
/// parts of 16 bits (Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", 2012). Of those that
/// differ in more, up to ``reach``, most are found.
struct HashIndex: Sendable {
    /// The most bits in which hashes differ that are found.
    static let reach = 40
    private static let parts = 16

    private let hashes: [PerceptualHash]
    /// For each part, where the hashes of each of its values begin in `order`; empty if the hashes are so few that all are
    /// compared.
    private let starts: [[UInt32]]
    private let order: [[UInt32]]

    init(_ hashes: [PerceptualHash]) {
        self.hashes = hashes
        var (starts, order): ([[UInt32]], [[UInt32]]) = ([], [])
        if hashes.count >= 2_000 {
            for part in 0..<Self.parts {
                let table = Self.table(hashes, part)
                starts.append(table.starts)
                order.append(table.order)
            }
        }
        (self.starts, self.order) = (starts, order)
    }

    /// Sorted by the value of the part, by counting.
    private static func table(_ hashes: [PerceptualHash], _ part: Int) -> (starts: [UInt32], order: [UInt32])
    {
        var starts = [UInt32](repeating: 0, count: 65_537)
        for hash in hashes { starts[value(hash, part) + 1] += 1 }
        for i in 1...65_536 { starts[i] += starts[i - 1] }
        var next = starts
        var order = [UInt32](repeating: 0, count: hashes.count)
        for (i, hash) in hashes.enumerated() {
            let value = value(hash, part)
            order[Int(next[value])] = UInt32(i)
            next[value] += 1
        }
        return (starts, order)
    }

    private static func value(_ hash: PerceptualHash, _ part: Int) -> Int {
        Int(hash.words[part / 4] >> UInt64(16 * (part % 4)) & 0xFFFF)
    }

    /// The numbers of hashes that differ little from this one in any of its turns, ascending.
    func candidates(_ hash: PerceptualHash) -> [Int] {
        var found: Set<UInt32> = []
        for variant in hash.variants {
            for (part, starts) in starts.enumerated() {
                let value = Self.value(variant, part)
                for place in Int(starts[value])..<Int(starts[value + 1]) {
                    let number = order[part][place]
                    if hashes[Int(number)].distance(to: variant) <= Self.reach { found.insert(number) }
                }
            }
            if starts.isEmpty {
                for number in hashes.indices where hashes[number].distance(to: variant) <= Self.reach {
                    found.insert(UInt32(number))
                }
            }
        }
        return found.map { Int($0) }.sorted()
    }
}
