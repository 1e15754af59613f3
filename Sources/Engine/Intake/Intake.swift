/// Takes the images of a source in, side by side within a window: the one loop that batches, imports, syncs and lists
/// of files share.
struct Intake: Sendable {
    /// How many images are in progress: enough to keep decoders and the network busy and to share writes, few enough
    /// to fit in memory.
    struct Window: Sendable {
        var count: Int
        /// Limits the sum of the items' weights. If none is in progress, the next one always fits.
        var bytes = Int.max
        /// Limits how many are in progress or wait for the outcome of an earlier one, where outcomes are ordered.
        var ahead = Int.max
    }

    let window: Window
    /// Whether outcomes are reported in the order of the items, not as they come.
    let isOrdered: Bool

    /// - Parameters:
    ///   - take: works on one item; called concurrently, with the item's number: 0, 1, ….
    ///   - each: called for one outcome after the other, with the item's number. Meanwhile no new item is begun.
    /// - Throws: what the source, `take` and `each` throw, after the other items in progress were cancelled and ended;
    ///   `CancellationError`.
    func run<Source: ImageSource, Outcome: Sendable>(
        _ source: Source, take: @escaping @Sendable (Source.Item, Int) async throws -> Outcome,
        each: (Int, Outcome) async throws -> Void
    ) async throws {
        var source = source
        var underWay = ItemsUnderWay()
        var ordered = OrderedResults<Outcome>()
        var waiting: Source.Item?
        var isAtEnd = false
        var (begun, reported) = (0, 0)
        try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            while true {
                while !isAtEnd, underWay.count < window.count, begun - reported < window.ahead {
                    let next = if let waiting { waiting } else { try await source.next() }
                    isAtEnd = next == nil
                    guard let item = next else { break }
                    let (weight, id) = (source.weight(of: item), source.id(of: item))
                    let fits = underWay.begin(begun, weight: weight, id: id, limit: window.bytes)
                    waiting = fits ? nil : item
                    if !fits { break }
                    group.addTask { [begun] in (begun, try await take(item, begun)) }
                    begun += 1
                }
                guard let (number, outcome) = try await group.next() else { break }
                underWay.end(number)
                for (number, outcome) in isOrdered ? ordered.add(outcome, at: number) : [(number, outcome)] {
                    reported += 1
                    try await each(number, outcome)
                }
                try Task.checkCancellation()
            }
        }
    }
}

/// The items in progress, by their numbers.
private struct ItemsUnderWay {
    private var items: [Int: (weight: Int, id: String?)] = [:]
    private var ids: Set<String> = []
    private var bytes = 0

    var count: Int { items.count }

    /// - Returns: false if the item has to wait: for one with the same id, or for memory.
    mutating func begin(_ number: Int, weight: Int, id: String?, limit: Int) -> Bool {
        guard items.isEmpty || bytes + weight <= limit else { return false }
        if let id, !ids.insert(id).inserted { return false }
        items[number] = (weight, id)
        bytes += weight
        return true
    }

    mutating func end(_ number: Int) {
        guard let item = items.removeValue(forKey: number) else { return }
        bytes -= item.weight
        if let id = item.id { ids.remove(id) }
    }
}

/// Puts results that come in any order back in order.
private struct OrderedResults<Value> {
    private var waiting: [Int: Value] = [:]
    private var next = 0

    /// - Returns: what can be given on now, with its positions.
    mutating func add(_ value: Value, at position: Int) -> [(Int, Value)] {
        waiting[position] = value
        var ready: [(Int, Value)] = []
        while let value = waiting.removeValue(forKey: next) {
            ready.append((next, value))
            next += 1
        }
        return ready
    }
}
