/// Operations on ascending lists of unique record ids.
enum SortedRecordIDs {
    static func union(_ lists: [[Int64]]) -> [Int64] {
        guard var merged = lists.first else { return [] }
        for list in lists.dropFirst() { merged = union(merged, list) }
        return merged
    }

    private static func union(_ a: [Int64], _ b: [Int64]) -> [Int64] {
        var merged: [Int64] = []
        merged.reserveCapacity(a.count + b.count)
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] <= b[j] {
                if a[i] == b[j] { j += 1 }
                merged.append(a[i])
                i += 1
            } else {
                merged.append(b[j])
                j += 1
            }
        }
        merged += a[i...]
        merged += b[j...]
        return merged
    }

    static func intersection(_ a: [Int64], _ b: [Int64]) -> [Int64] {
        var common: [Int64] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] { common.append(a[i]) }
            if a[i] <= b[j] { i += 1 } else { j += 1 }
        }
        return common
    }

    /// The record ids in `a` that are not in `b`.
    static func difference(_ a: [Int64], _ b: [Int64]) -> [Int64] {
        var rest: [Int64] = []
        rest.reserveCapacity(a.count)
        var j = 0
        for recordID in a {
            while j < b.count, b[j] < recordID { j += 1 }
            if j == b.count || b[j] != recordID { rest.append(recordID) }
        }
        return rest
    }
}
