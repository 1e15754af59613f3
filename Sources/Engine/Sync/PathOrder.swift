internal import Foundation

/// Compares paths by their bytes, as the file system and the catalogue do. Swift's own comparison treats composed and
/// decomposed `é` as equal, but they are two files.
enum PathOrder {
    static func precedes(_ a: String, _ b: String) -> Bool { compare(a, b) < 0 }

    /// Negative, positive or zero if `a` comes before, after or equals `b`.
    static func compare(_ a: String, _ b: String) -> Int {
        // Usually both are native strings with contiguous bytes; the rest handles the others.
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
