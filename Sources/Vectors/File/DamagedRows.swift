internal import Synchronization

/// Which rows of a vector file have been found damaged since it was opened.
final class DamagedRows: Sendable {
    private let rows = Guarded<Set<Int>>([])
    private let found = Atomic(0)

    /// How many there are; never falls.
    var count: Int { found.load(ordering: .acquiring) }

    func insert(_ row: Int) {
        rows.withLock { rows in
            if rows.insert(row).inserted { found.store(rows.count, ordering: .releasing) }
        }
    }

    func contains(_ row: Int) -> Bool { count > 0 && rows.withLock { $0.contains(row) } }

    /// Ascending.
    var sorted: [Int] { count == 0 ? [] : rows.withLock { $0.sorted() } }
}
