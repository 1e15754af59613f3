internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors

/// Finds further items of a ranking, in one state of its collection. Looks at every row, whatever the kind of index, so
/// that nothing is missed, and finds twice as many each time, so that deep pages do not begin from the start each time.
struct RankingExtent: Sendable {
    let ranking: Ranking
    let collection: OpenCollection
    let engine: Engine
    /// The state that is searched.
    let now: CollectionState

    /// The fewest that are looked for.
    private static let fewest = 500
    /// Items that are folded at once.
    private static let block = 64

    init(ranking: Ranking, collection: OpenCollection, engine: Engine) {
        (self.ranking, self.collection, self.engine) = (ranking, collection, engine)
        now = collection.state
    }

    var options: PageOptions { ranking.options }
    var excluded: IDSet { IDSet(ranking.query.excluded + options.search.excluded) }
    /// - Throws: ``EngineError/invalidQuery(_:)``.
    private var foldThreshold: Float? {
        get throws(EngineError) { try options.foldThreshold(metric: collection.metric) }
    }

    /// Forgets what was found in an earlier state of the collection and not given.
    func renew(_ state: inout Ranking.State) {
        guard state.version != now.version else { return }
        state.items.removeLast(state.items.count - state.given)
        state.known = Set(state.items.map(\.id))
        state.files = []
        for item in state.items {
            state.known.formUnion(item.copies)
            if let file = item.file { state.files.insert(file) }
        }
        (state.pending, state.isScanned, state.version) = ([], false, now.version)
    }

    /// Finds items until there are `count`, or all.
    func extend(to count: Int, _ state: inout Ranking.State) async throws {
        while state.items.count < count, !state.isComplete {
            try Task.checkCancellation()
            if state.pending.isEmpty { try await scan(count - state.items.count, &state) }
            if options.order == .score {
                try await takeByScore(count - state.items.count, &state)
            } else {
                try await takeAllSorted(&state)
            }
        }
    }

    /// The place behind the last result of a page of a ranking that is not kept any more.
    func position(after cursor: SearchCursor, _ state: inout Ranking.State) async throws -> Int {
        func isBehind(_ item: Ranking.Item) -> Bool {
            item.score < cursor.score || item.score == cursor.score && item.id > cursor.recordID
        }
        let isByScore = options.order == .score
        var seen = 0
        while true {
            if let place = state.items[seen...].firstIndex(where: { $0.id == cursor.recordID }) {
                return place + 1
            }
            seen = state.items.count
            if isByScore, let last = state.items.last, last.score < cursor.score { break }
            if state.isComplete { break }
            // At least one more, whatever the cursor says.
            try await extend(to: max(2 * seen, min(cursor.offset, Self.fewest), 1), &state)
        }
        return isByScore
            ? state.items.firstIndex(where: isBehind) ?? state.items.count
            : min(cursor.offset, state.items.count)
    }

    // MARK: Finding

    private func scan(_ wanted: Int, _ state: inout Ranking.State) async throws {
        let isSorted = options.order != .score
        let k =
            isSorted
            ? options.among
            : max(state.known.count + wanted + 1, 2 * state.known.count, Self.fewest)
        let request = SearchRequest(
            k: k, minimumScore: options.search.threshold.map(Float.init), excluding: excluded, isExact: true)
        let found: [Neighbour]
        do {
            found = try await images(k).nearest(ranking.query.vectors, request, in: now.vectors)
        } catch let error as IndexError {
            throw EngineError(error, in: collection.name)
        }
        state.pending = found.filter { !state.known.contains($0.id) }
        state.isScanned = isSorted || found.count < k
    }

    /// Those that are searched for the best `k`.
    func images(_ k: Int) async throws -> ImageSelection {
        var search = options.search
        (search.topK, search.offset) = (k, 0)
        return try await engine.scope(of: ranking.query, search, in: collection, now.vectors).images
    }

    // MARK: From what was found to items

    private func takeByScore(_ wanted: Int, _ state: inout Ranking.State) async throws {
        guard let threshold = try foldThreshold else {
            // Many may be frames of one file.
            let isFolding = options.foldsFiles(of: collection.record)
            let some = Array(state.pending.prefix(isFolding ? max(wanted, Self.block) : wanted))
            state.pending.removeFirst(some.count)
            for (found, file) in try await firstOfFiles(some, &state) {
                state.append(Ranking.Item(id: found.id, score: found.score, file: file))
            }
            return
        }
        let some = Array(state.pending.prefix(min(max(wanted, 8), Self.block)))
        state.pending.removeFirst(some.count)
        let block = try await firstOfFiles(some, &state)
        try await fold(block, at: threshold, among: try await images(.max / 8), &state)
    }

    private func takeAllSorted(_ state: inout Ranking.State) async throws {
        let found = state.pending
        state.pending = []
        guard !found.isEmpty else { return }
        var sorted = Ranking.State()
        sorted.known = state.known
        if let threshold = try foldThreshold {
            let among = ImageSelection.ids(IDSet(found.map(\.id)))
            let given = state.items
            sorted.files = state.files
            // Nothing that was given takes in anything more.
            sorted.items = given
            for start in stride(from: 0, to: found.count, by: Self.block) {
                try Task.checkCancellation()
                let some = Array(found[start..<min(start + Self.block, found.count)])
                let block = try await firstOfFiles(some, &sorted)
                try await fold(block, at: threshold, among: among, &sorted)
            }
            sorted.items.removeFirst(given.count)
        } else {
            sorted.files = state.files
            for (found, file) in try await firstOfFiles(found, &sorted) {
                sorted.append(Ranking.Item(id: found.id, score: found.score, file: file))
            }
        }
        for item in try await ordered(sorted.items) { state.append(item) }
        state.known.formUnion(sorted.known)
    }

    private func ordered(_ items: [Ranking.Item]) async throws -> [Ranking.Item] {
        let images = try await engine.catalogue.images(recordIDs: items.map(\.id))
        let byRecordID = Dictionary(images.map { ($0.recordID, $0) }, uniquingKeysWith: { a, _ in a })
        let keyed = items.enumerated().compactMap { place, item in
            byRecordID[item.id].map { SortKey($0, place: place, item: item) }
        }
        let (order, isReversed) = (options.order, options.isReversed)
        return keyed.sorted { $0.precedes($1, by: order, isReversed: isReversed) }.map(\.item)
    }

    /// Each image joins the best one before it that is near-identical to it, or becomes an item.
    ///
    /// - Parameters:
    ///   - block: by score; each has been preceded by all better ones.
    ///   - images: among which copies are looked for.
    private func fold(
        _ block: [(found: Neighbour, file: FrameFile?)], at threshold: Float, among images: ImageSelection,
        _ state: inout Ranking.State
    ) async throws {
        let open = block.filter { !state.known.contains($0.found.id) }
        let near = try await nearIdentical(to: open.map(\.found.id), at: threshold, among: images)
        let bests = Set(state.items.map(\.id))
        var added: Set<Int64> = []
        for (found, file) in open where !state.known.contains(found.id) {
            let others = near[found.id, default: []]
            if others.contains(where: { bests.contains($0) || added.contains($0) }) {
                state.known.insert(found.id)
                continue
            }
            let copies = try await outside(file, others.filter { !state.known.contains($0) })
            state.append(Ranking.Item(id: found.id, score: found.score, copies: copies, file: file))
            added.insert(found.id)
        }
    }

    /// The other images that are near-identical to each of some, best first.
    private func nearIdentical(
        to ids: [Int64], at threshold: Float, among images: ImageSelection
    ) async throws -> [Int64: [Int64]] {
        let stored = try await now.vectors.vectors(of: ids)
        var wanted = ids.filter { stored[$0] != nil }
        var request = SearchRequest(k: 64, minimumScore: threshold, excluding: excluded, isExact: true)
        var near: [Int64: [Int64]] = [:]
        while !wanted.isEmpty {
            let queries = wanted.flatMap { stored[$0] ?? [] }
            let found = try await images.search(queries, request, in: now.vectors)
            var full: [Int64] = []
            for (id, neighbours) in zip(wanted, found) {
                near[id] = neighbours.map(\.id).filter { $0 != id }
                if neighbours.count == request.k, request.k < now.vectors.count { full.append(id) }
            }
            wanted = full
            request.k *= 8
        }
        return near
    }
}

/// What results are put in order by.
private struct SortKey {
    let item: Ranking.Item
    /// Among the results by score, which decides between equal keys.
    let place: Int
    let date: Date
    let name: String

    init(_ image: ImageRecord, place: Int, item: Ranking.Item) {
        (self.item, self.place, name) = (item, place, image.name)
        date = image.date
    }

    func precedes(_ other: SortKey, by order: ResultOrder, isReversed: Bool) -> Bool {
        let comparison: ComparisonResult =
            switch order {
            case .score: .orderedSame
            case .date: other.date.compare(date)
            case .name: name.compare(other.name, options: [.numeric, .caseInsensitive])
            }
        switch comparison {
        case .orderedSame: return place < other.place
        case .orderedAscending: return !isReversed
        case .orderedDescending: return isReversed
        }
    }
}

extension ImageRecord {
    /// When the file was last modified; of an image without a file, when it was stored.
    var date: Date {
        guard source == .file, let signature else { return createdAt }
        return Date(timeIntervalSince1970: Double(signature.modified) / 1e9)
    }
}
