/// An immutable set of ids with a quick membership test: a bitmap where the ids lie close together, a
/// sorted array otherwise. At most five times the 8 bytes an id of the sorted array.
public struct IDSet: Sendable {
    /// The ids, ascending, each once.
    public let sorted: [Int64]
    /// Bit `id − sorted[0]`; empty where the ids are too scattered for a bitmap.
    private let bitmap: [UInt64]

    /// Ids in any order; repeated ones count once.
    public init(_ ids: some Sequence<Int64>) {
        var unique: [Int64] = []
        var isAscending = true
        for id in ids {
            if let last = unique.last, last >= id { isAscending = false }
            unique.append(id)
        }
        if !isAscending {
            unique.sort()
            unique = unique.reduce(into: []) { kept, id in
                if kept.last != id { kept.append(id) }
            }
        }
        sorted = unique
        bitmap = Self.bitmap(of: unique)
    }

    /// How many different ids the set has.
    public var count: Int { sorted.count }
    /// Whether it has no id, so that a search in it finds nothing.
    public var isEmpty: Bool { sorted.isEmpty }

    /// One look-up in a bitmap, or a binary search where the ids are far apart.
    public func contains(_ id: Int64) -> Bool {
        guard let first = sorted.first, id >= first else { return false }
        if bitmap.isEmpty {
            let position = sorted.firstPosition(notBelow: id)
            return position < sorted.count && sorted[position] == id
        }
        // The distance of two Int64 always fits a UInt64.
        let bit = UInt64(bitPattern: id &- first)
        guard bit < UInt64(bitmap.count) * 64 else { return false }
        return bitmap[Int(bit / 64)] & (1 << (bit % 64)) != 0
    }

    private static func bitmap(of sorted: [Int64]) -> [UInt64] {
        guard let first = sorted.first, let last = sorted.last else { return [] }
        let span = UInt64(bitPattern: last &- first)
        guard span / 64 < 4 * UInt64(sorted.count) else { return [] }
        var words = [UInt64](repeating: 0, count: Int(span / 64) + 1)
        for id in sorted {
            let bit = UInt64(bitPattern: id &- first)
            words[Int(bit / 64)] |= 1 << (bit % 64)
        }
        return words
    }
}

extension IDSet: Equatable {
    public static func == (a: IDSet, b: IDSet) -> Bool { a.sorted == b.sorted }
}

extension IDSet: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Int64...) { self.init(elements) }
}

extension RandomAccessCollection<Int64> where Index == Int {
    /// The position behind the last element that is not above `value`; the elements ascend.
    func endPosition(notAbove value: Int64) -> Int {
        value == .max ? endIndex : firstPosition(notBelow: value + 1)
    }

    /// The first position whose element is not below `value`, by bisection; the elements ascend.
    func firstPosition(notBelow value: Int64) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
