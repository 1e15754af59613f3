/// What an exact search takes on this machine: measured, as it depends on the memory more than on the processor.
struct ScanTime: Sendable {
    /// Milliseconds a byte of codes.
    let perByte: Double

    /// The best of a few searches for stored vectors.
    init(_ index: FlatIndex) {
        var best = Double.infinity
        for attempt in 0..<4 where index.count > 0 {
            // A damaged row says nothing about the time.
            guard let query = try? index.snapshot.vector(at: attempt * (index.count - 1) / 3) else {
                continue
            }
            let begin = ContinuousClock.now
            // Nor does a search that is refused.
            guard (try? index.search(query, SearchRequest(k: 10))) != nil else { continue }
            let spent = (ContinuousClock.now - begin).components
            best = min(best, Double(spent.seconds) * 1e3 + Double(spent.attoseconds) * 1e-15)
        }
        perByte = best.isFinite ? best / Double(max(1, Self.bytes(index.snapshot))) : 0
    }

    func isWithin(_ milliseconds: Double, _ snapshot: VectorSnapshot) -> Bool {
        perByte * Double(Self.bytes(snapshot)) <= milliseconds
    }

    /// Whether a scan takes so long on a slow machine: only then is it worth measuring.
    static func mayExceed(_ milliseconds: Double, _ snapshot: VectorSnapshot) -> Bool {
        // 2 GB a second.
        Double(bytes(snapshot)) / 2e6 > milliseconds
    }

    private static func bytes(_ snapshot: VectorSnapshot) -> Int {
        snapshot.count * CodeLayout(dimension: snapshot.dimension).stride
    }
}
