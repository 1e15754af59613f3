internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// The first results of a search, or those after a cursor that an earlier page of the same search gave.
    ///
    /// One search's pages have no result twice and leave none out: each has the best that were not given yet, in the
    /// state that the collection has then. How far a search got is kept for a while. Where it is not kept any more, a
    /// page goes on after the score and the age of the last result, in the present state of the collection.
    ///
    /// - Parameters:
    ///   - cursor: nil for the first page.
    ///   - query: the same for each page.
    /// - Throws: as ``search(_:for:options:)``; ``EngineError/invalidCursor(_:)`` if the cursor is of another search.
    public func page(
        _ collection: OpenCollection, for query: Query, options: PageOptions,
        after cursor: SearchCursor? = nil
    ) async throws -> SearchPage {
        let begin = ContinuousClock.now
        try options.check(metric: collection.metric)
        let query = try await HashedQuery(query)
        let fingerprint = options.fingerprint(of: QueryKey(query))
        if let cursor {
            guard cursor.fingerprint == fingerprint else {
                throw EngineError.invalidCursor("it is of another query, or of one with other options")
            }
            if let ranking = try kept(cursor, in: collection) {
                return try await page(ranking, collection, from: cursor.offset, options.size, begin: begin)
            }
        }
        if cursor == nil, options.order == .score, !options.isFolded,
            !options.foldsFiles(of: collection.record)
        {
            return try await firstPage(collection, query, options, fingerprint, begin: begin)
        }
        let embedded = try await embed(query, in: collection, augmentation: options.search.augmentation)
        let embeddingTime = ContinuousClock.now - begin
        return try await Blocking.scope {
            let ranking = Ranking(
                try await combine(embedded, in: collection), options, fingerprint: fingerprint,
                facts: Ranking.Facts(scale: query.scale, notes: embedded.notes, warnings: embedded.warnings))
            return try await page(
                ranking, collection, from: 0, options.size, resuming: cursor, begin: begin + embeddingTime,
                embeddingTime: embeddingTime)
        }
    }

    /// The results after a cursor.
    ///
    /// - Throws: ``EngineError/cursorExpired`` where the search is not kept any more: it has to be asked with its query.
    public func page(
        _ collection: OpenCollection, after cursor: SearchCursor, size: Int
    ) async throws -> SearchPage {
        guard let ranking = try kept(cursor, in: collection) else { throw EngineError.cursorExpired }
        return try await page(ranking, collection, from: cursor.offset, size, begin: .now)
    }

    /// As a search without pages finds them, with the index. The pages after it add what the index missed.
    private func firstPage(
        _ collection: OpenCollection, _ query: HashedQuery, _ options: PageOptions, _ fingerprint: UInt64,
        begin: ContinuousClock.Instant
    ) async throws -> SearchPage {
        var search = options.search
        (search.topK, search.offset) = (options.size, 0)
        let version = collection.version
        let found = try await searched(collection, for: query, search, begin: begin)
        let ranking = Ranking(
            found.query, options, fingerprint: fingerprint,
            facts: Ranking.Facts(
                scale: found.answer.scale, notes: found.answer.notes,
                warnings: found.answer.warnings))
        await ranking.begin(with: found.answer.matches, version: version)
        let matches = found.answer.matches
        guard let last = matches.last, matches.count == options.size, matches.count < found.answer.compared
        else { return SearchPage(answer: found.answer, copies: nil, frames: nil, next: nil) }
        keep(ranking, weight: 48 * matches.count)
        let next = SearchCursor(
            ranking: ranking.id, collection: collection.recordID, offset: matches.count, score: last.score,
            recordID: last.image.recordID, fingerprint: fingerprint)
        return SearchPage(answer: found.answer, copies: nil, frames: nil, next: next)
    }

    private func page(
        _ ranking: Ranking, _ collection: OpenCollection, from offset: Int, _ size: Int,
        resuming cursor: SearchCursor? = nil, begin: ContinuousClock.Instant, embeddingTime: Duration = .zero
    ) async throws -> SearchPage {
        guard size > 0 else { throw EngineError.invalidQuery("A page has at least one result.") }
        let page = try await Blocking.scope {
            try await ranking.page(from: offset, size: size, resuming: cursor, in: collection, self)
        }
        let matches = page.items.map { SearchMatch(image: $0.image, score: $0.item.score) }
        let copies = ranking.options.isFolded ? try await copies(page.items.map(\.item)) : nil
        let excluded = IDSet(ranking.query.excluded + ranking.options.search.excluded)
        let view = collection.view
        let scope = try await scope(of: ranking.query, ranking.options.search, in: collection, view)
        var answer = SearchAnswer(
            matches: matches, compared: try await scope.images.count(excluding: excluded, in: view),
            warnings: ranking.facts.warnings, embeddingTime: embeddingTime,
            searchTime: ContinuousClock.now - begin)
        (answer.scale, answer.notes) = (ranking.facts.scale, ranking.facts.notes)
        if answer.scale == .image { answer.likeness = await likeness(in: collection) }
        answer.damaged = noteDamage(of: collection)
        keep(ranking, weight: page.weight)
        guard page.hasMore, let last = page.last else {
            return SearchPage(answer: answer, copies: copies, frames: page.frames, next: nil)
        }
        let next = SearchCursor(
            ranking: ranking.id, collection: collection.recordID, offset: page.end, score: last.score,
            recordID: last.id, fingerprint: ranking.fingerprint)
        return SearchPage(answer: answer, copies: copies, frames: page.frames, next: next)
    }

    private func copies(_ items: [Ranking.Item]) async throws -> [ImageCopies] {
        let shown = items.map { Array($0.copies.prefix(ImageCopies.mostIDs)) }
        let images = try await catalogue.images(recordIDs: shown.flatMap { $0 })
        let ids = Dictionary(images.map { ($0.recordID, $0.id) }, uniquingKeysWith: { a, _ in a })
        return zip(items, shown).map { item, shown in
            let present = shown.compactMap { ids[$0] }
            return ImageCopies(count: item.copies.count - (shown.count - present.count), ids: present)
        }
    }

    private func kept(_ cursor: SearchCursor, in collection: OpenCollection) throws -> Ranking? {
        guard cursor.collection == collection.recordID else {
            throw EngineError.invalidCursor("it is of another collection")
        }
        guard let ranking = rankings.value(cursor.ranking), ranking.fingerprint == cursor.fingerprint else {
            return nil
        }
        return ranking
    }

    private func keep(_ ranking: Ranking, weight: Int) {
        let vectors = ranking.query.vectors.reduce(0) { $0 + 4 * $1.count }
        rankings.insert(ranking, for: ranking.id, weight: 1_000 + vectors + weight)
    }
}

extension PageOptions {
    /// - Throws: ``EngineError/invalidQuery(_:)``.
    func check(metric: Metric) throws(EngineError) {
        guard size > 0 else { throw .invalidQuery("A page has at least one result.") }
        guard (1...Self.mostSorted).contains(among) else {
            throw .invalidQuery(
                "Of 1 to \(Self.mostSorted) results the order can be changed, not of \(among).")
        }
        if isFolded, order != .score, among > Self.mostSortedAndFolded {
            throw .invalidQuery(
                "At most \(Self.mostSortedAndFolded) results can be folded and put in another order.")
        }
        _ = try foldThreshold(metric: metric)
    }

    /// Nil where nothing is folded.
    func foldThreshold(metric: Metric) throws(EngineError) -> Float? {
        guard isFolded else { return nil }
        if let foldThreshold {
            guard foldThreshold.isFinite else { throw .invalidQuery("The fold threshold is a number.") }
            return Float(foldThreshold)
        }
        guard metric == .cosine else {
            throw .invalidQuery(
                "A collection whose metric is not cosine is folded at a threshold of its own.")
        }
        return Float(Self.nearIdentical)
    }

    /// The same for the same search in every process, whatever the size of its pages.
    func fingerprint(of query: QueryKey) -> UInt64 {
        let filter = search.filter.map { FilterKey($0).description } ?? ""
        let numbers: [Any?] = [
            search.threshold, search.categories, search.excluded, search.nearestCategories,
            search.augmentation?.description, isFolded, foldThreshold, order.rawValue, isReversed,
            order == .score ? nil : among,
        ]
        let text =
            numbers.map { $0.map { "\($0)" } ?? "" }.joined(separator: ";") + filter
            + (listsFrames ? "\nframes" : "") + "\n" + query.text
        return contentHash(Array(text.utf8)).prefix(16).reduce(0) { $0 << 4 | UInt64($1.hexDigitValue ?? 0) }
    }
}
