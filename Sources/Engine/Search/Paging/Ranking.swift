internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// The results of one query in their order, as far as they were asked for. What was given stays as it is; what comes
/// next is the best that was not given yet, in the state that the collection has when it is asked for. So no result
/// comes twice, and none is left out, whatever is written meanwhile and whatever an index misses at first.
final class Ranking: Sendable {
    struct Item: Sendable {
        let id: Int64
        let score: Float
        /// Record ids of the images that were folded into it, best first.
        var copies: [Int64] = []
        /// The file of a frame that stands for all frames of it.
        var file: FrameFile?
    }

    struct State: Sendable {
        var items: [Item] = []
        /// How many of the items were given to a client.
        var given = 0
        /// The state of the collection that the items after the given ones are of.
        var version: UInt64?
        /// Found, by score, and not yet among the items.
        var pending: [Neighbour] = []
        /// Whether nothing was found beyond `pending`.
        var isScanned = false
        /// Record ids of the items, and of what was folded into them.
        var known: Set<Int64> = []
        /// Files of which a frame is an item.
        var files: Set<FrameFile> = []

        /// Whether the items are all that there is.
        var isComplete: Bool { isScanned && pending.isEmpty }
        /// About how many bytes it takes.
        var weight: Int {
            48 * items.count + 16 * pending.count + 24 * known.count + 100 * files.count
        }

        mutating func append(_ item: Item) {
            items.append(item)
            known.insert(item.id)
            known.formUnion(item.copies)
            if let file = item.file { files.insert(file) }
        }
    }

    let id = UInt64.random(in: 1 ... .max)
    let query: CombinedQuery
    let options: PageOptions
    let fingerprint: UInt64
    let facts: Facts
    let state: AsyncLock<State>

    /// What is the same on each page.
    struct Facts: Sendable {
        var scale: ScoreScale
        var notes: [String] = []
        var warnings: [PictureWarning] = []
    }

    init(_ query: CombinedQuery, _ options: PageOptions, fingerprint: UInt64, facts: Facts) {
        (self.query, self.options, self.fingerprint, self.facts) = (query, options, fingerprint, facts)
        state = AsyncLock(State())
    }

    /// Takes the first page from a search that was made already.
    func begin(with matches: [SearchMatch], version: UInt64) async {
        await state.withLock { state in
            for match in matches { state.append(Item(id: match.image.recordID, score: match.score)) }
            (state.given, state.version) = (state.items.count, version)
        }
    }

    struct Page: Sendable {
        var items: [(item: Item, image: ImageRecord)] = []
        /// See ``SearchPage/frames``.
        var frames: [FramesOfResult?]?
        /// Where the next page begins.
        var end: Int
        /// The last item that was passed; nil where there was none.
        var last: Item?
        var hasMore = false
        var weight = 0
    }

    /// The items from `offset` on; those whose images are gone are passed over.
    ///
    /// - Parameter cursor: where the page begins if the ranking was made anew for it.
    /// - Throws: ``EngineError/invalidCursor(_:)``, ``/LookalikeCatalogue/CatalogueError``.
    func page(
        from offset: Int, size: Int, resuming cursor: SearchCursor? = nil, in collection: OpenCollection,
        _ engine: Engine
    ) async throws -> Page {
        try await state.withLock { state async throws in
            let extent = RankingExtent(ranking: self, collection: collection, engine: engine)
            extent.renew(&state)
            var offset = offset
            if let cursor { offset = try await extent.position(after: cursor, &state) }
            guard offset <= state.items.count else {
                throw EngineError.invalidCursor("it was not given by this search")
            }
            var page = Page(end: offset, last: offset > 0 ? state.items[offset - 1] : nil)
            while page.items.count < size {
                let wanted = size - page.items.count
                try await extent.extend(to: page.end + wanted, &state)
                let items = state.items[page.end...].prefix(wanted)
                if items.isEmpty { break }
                let images = try await engine.catalogue.images(recordIDs: items.map(\.id))
                let byRecordID = Dictionary(images.map { ($0.recordID, $0) }, uniquingKeysWith: { a, _ in a })
                page.items += items.compactMap { item in byRecordID[item.id].map { (item, $0) } }
                page.end += items.count
                page.last = items.last
            }
            state.given = max(state.given, page.end)
            try await extent.extend(to: page.end + 1, &state)
            page.hasMore = state.items.count > page.end
            if options.foldsFiles(of: collection.record) {
                page.frames = try await extent.frames(of: page.items.map(\.image))
            }
            page.weight = state.weight
            return page
        }
    }
}
