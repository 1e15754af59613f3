internal import Catalogue

/// Limits how many candidates are in progress: enough to keep decoders and the network busy, few enough to fit in
/// memory.
struct SyncWindow {
    private static let maximumCount = 96
    private static let maximumBytes = 128 << 20

    private var remaining: ArraySlice<SyncPlan.Candidate>
    private var count = 0
    private var bytes = 0
    private let fileLimit: Int

    /// - Parameter fileLimit: larger files are not read.
    init(_ candidates: [SyncPlan.Candidate], fileLimit: Int) {
        remaining = candidates[...]
        self.fileLimit = fileLimit
    }

    /// The next candidate that fits; if none is in progress, the next one always fits.
    mutating func next() -> SyncPlan.Candidate? {
        guard count < Self.maximumCount, let candidate = remaining.first else { return nil }
        guard count == 0 || bytes + weight(candidate) <= Self.maximumBytes else { return nil }
        count += 1
        bytes += weight(candidate)
        remaining.removeFirst()
        return candidate
    }

    mutating func finished(_ candidate: SyncPlan.Candidate) {
        count -= 1
        bytes -= weight(candidate)
    }

    private func weight(_ candidate: SyncPlan.Candidate) -> Int {
        candidate.file.signature.size <= fileLimit ? Int(candidate.file.signature.size) : 0
    }
}
