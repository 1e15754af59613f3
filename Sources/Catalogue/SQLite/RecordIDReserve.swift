internal import Synchronization

/// Ids reserved from the catalogue's sequence in advance, so that most additions need no transaction for them.
final class RecordIDReserve: Sendable {
    private static let blockSize = 256
    private let free = Mutex<Range<Int64>>(0..<0)

    /// Reserved and unused record ids; nil if there are none.
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

    /// Drops the record ids up to this one.
    func pass(_ last: Int64) {
        free.withLock { free in
            if free.lowerBound <= last { free = last + 1..<max(free.upperBound, last + 1) }
        }
    }

    /// - Parameter reserve: takes a block of this many record ids from the sequence.
    func take(
        _ count: Int, reserve: (Int) throws -> Range<Int64>
    ) throws -> Range<Int64> {
        try free.withLock { free in
            if free.count < count {
                // The record ids of one call are consecutive: the rest of the last block is dropped, unless the next block
                // continues it.
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
