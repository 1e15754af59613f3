internal import Dispatch
internal import Synchronization

/// Calls `body` with parts of 0 ..< count, `share` at a time, on several threads at once, until all are done or one says
/// that it is of no use to go on.
///
/// - Parameter body: is called on several threads, and returns false to stop. What it changes belongs to its part.
/// - Returns: whether all was done.
@discardableResult
func inParallel(_ count: Int, share: Int, threads: Int, _ body: (Range<Int>) -> Bool) -> Bool {
    let shares = (count + share - 1) / share
    let next = Atomic(0)
    let goesOn = Atomic(true)
    withoutActuallyEscaping(body) { body in
        let body = SharedBody(call: body)
        DispatchQueue.concurrentPerform(iterations: min(max(threads, 1), max(shares, 1))) { _ in
            while goesOn.load(ordering: .relaxed) {
                let mine = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard mine < shares else { return }
                if !body.call(mine * share..<min((mine + 1) * share, count)) {
                    goesOn.store(false, ordering: .relaxed)
                }
            }
        }
    }
    return goesOn.load(ordering: .relaxed)
}

/// `@unchecked Sendable`: `inParallel` returns after the last call, and its caller answers for what calls have in common.
private struct SharedBody: @unchecked Sendable {
    let call: (Range<Int>) -> Bool
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the same numbers for the
/// same seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// `count` of the numbers 0 ..< total, ascending, each set of them as likely (Knuth, *The Art of Computer
    /// Programming*, vol. 2, 3.4.2, algorithm S).
    mutating func choose(_ count: Int, of total: Int) -> [Int] {
        var chosen: [Int] = []
        chosen.reserveCapacity(min(count, total))
        var left = min(count, total)
        for i in 0..<total where left > 0 {
            if Int(next() % UInt64(total - i)) < left {
                chosen.append(i)
                left -= 1
            }
        }
        return chosen
    }
}
