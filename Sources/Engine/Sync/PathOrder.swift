internal import Foundation

/// Paths by their bytes, as the file system and the catalogue see them. Swift's own comparison takes `é` in one
/// scalar and in two for the same, which are two files.
enum PathOrder {
    static func precedes(_ a: String, _ b: String) -> Bool { compare(a, b) < 0 }

    /// Below, above or equal to zero as `a` comes before, after or is `b`.
    static func compare(_ a: String, _ b: String) -> Int {
        // Both are native strings, whose bytes lie in a row; the rest is for the others.
        let result = a.utf8.withContiguousStorageIfAvailable { a in
            b.utf8.withContiguousStorageIfAvailable { b in
                let order = Int(memcmp(a.baseAddress!, b.baseAddress!, min(a.count, b.count)))
                return order != 0 ? order : a.count - b.count
            }
        }
        if let result, let result { return result }
        if a.utf8.elementsEqual(b.utf8) { return 0 }
        return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    }
}
