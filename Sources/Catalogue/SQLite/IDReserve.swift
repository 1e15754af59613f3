internal import Synchronization

/// Ids taken from the catalogue's sequence in advance, so that most additions need no transaction for theirs.
final class IDReserve: Sendable {
    private static let blockSize = 256
    private let free = Mutex<Range<Int64>>(0..<0)

    /// What was taken and not used; nil where there is nothing.
    var rest: Range<Int64>? { free.withLock { $0.isEmpty ? nil : $0 } }

    /// Ids of those that were taken in advance; nil where there are too few, or somebody is just taking some.
    func takeFree(_ count: Int) -> Range<Int64>? {
        free.withLockIfAvailable { free in
            guard free.count >= count else { return nil }
            let taken = free.lowerBound..<free.lowerBound + Int64(count)
            free = taken.upperBound..<free.upperBound
            return taken
        } ?? nil
    }

    /// - Parameter reserve: takes a block of as many from the sequence.
    func take(
        _ count: Int, reserve: (Int) throws -> Range<Int64>
    ) throws -> Range<Int64> {
        try free.withLock { free in
            if free.count < count {
                // The ids of one call follow each other: what is left of the last block is given up, unless the
                // next one goes on from there.
                let block = try reserve(max(count - free.count, Self.blockSize))
                if block.lowerBound == free.upperBound {
                    free = free.lowerBound..<block.upperBound
                } else {
                    free = block.count >= count ? block : try reserve(count)
                }
            }
            let taken = free.lowerBound..<free.lowerBound + Int64(count)
            free = taken.upperBound..<free.upperBound
            return taken
        }
    }
}
