internal import LookalikePictures

/// Finds hashes that differ in few bits without comparing all: hashes that differ in 15 bits or less agree in one of 16
/// parts of 16 bits (Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", 2012). Of those that
/// differ in more, up to ``reach``, most are found.
struct HashIndex: Sendable {
    /// The most bits in which hashes differ that are found.
    static let reach = 40
    private static let parts = 16

    private(set) var hashes: [PerceptualHash]
    /// How many of the hashes are in the tables; the rest is compared one by one.
    private let indexed: Int
    /// For each part, where the hashes of each of its values begin in `order`.
    private let starts: [[UInt32]]
    private let order: [[UInt32]]

    init(_ hashes: [PerceptualHash]) {
        self.hashes = hashes
        indexed = hashes.count < 2_000 ? 0 : hashes.count
        var (starts, order): ([[UInt32]], [[UInt32]]) = ([], [])
        if indexed > 0 {
            for part in 0..<Self.parts {
                let table = Self.table(hashes, part)
                starts.append(table.starts)
                order.append(table.order)
            }
        }
        (self.starts, self.order) = (starts, order)
    }

    /// Adds a hash, which gets the next number.
    mutating func append(_ hash: PerceptualHash) { hashes.append(hash) }

    /// Whether so many hashes were added that a new index is worth it.
    var isOutgrown: Bool { hashes.count - indexed > max(2_000, indexed / 8) }

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
            for number in indexed..<hashes.count
            where hashes[number].distance(to: variant) <= Self.reach {
                found.insert(UInt32(number))
            }
        }
        return found.map { Int($0) }.sorted()
    }
}
