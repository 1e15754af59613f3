internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// Finds the images most similar to the query.
    ///
    /// - Throws: ``PictureError``, ``EmbeddingError``, ``EngineError/unknownImage(_:collection:)``,
    ///   ``EngineError/invalidQuery(_:)``, ``EngineError/invalidVector(_:)``, ``EngineError/storageDamaged(_:)``.
    public func search(
        _ collection: OpenCollection, for query: Query, options: SearchOptions
    ) async throws -> SearchAnswer {
        let begin = ContinuousClock.now
        return try await search(collection, for: try await HashedQuery(query), options, begin: begin)
    }

    /// As ``search(_:for:options:)``, or the answer that the same search had since the last change of the collection.
    public func cachedSearch(
        _ collection: OpenCollection, for query: Query, options: SearchOptions
    ) async throws -> SearchAnswer {
        let begin = ContinuousClock.now
        let query = try await HashedQuery(query)
        // Asked before the search: what changes meanwhile makes the answer stale.
        let key = SearchKey(collection, QueryKey(query), options)
        if var answer = metrics.lookUp(.search, { searches.value(key) }) {
            answer.isCached = true
            return answer
        }
        let answer = try await search(collection, for: query, options, begin: begin)
        metrics.keep { searches.insert(answer, for: key, weight: key.weight + answer.weight) }
        return answer
    }

    private func search(
        _ collection: OpenCollection, for query: HashedQuery, _ options: SearchOptions,
        begin: ContinuousClock.Instant
    ) async throws -> SearchAnswer {
        try await searched(collection, for: query, options, begin: begin).answer
    }

    /// An answer, and the vectors that it was found by.
    func searched(
        _ collection: OpenCollection, for query: HashedQuery, _ options: SearchOptions,
        begin: ContinuousClock.Instant
    ) async throws -> (answer: SearchAnswer, query: CombinedQuery) {
        let scale = query.scale
        let query = try await embed(query, in: collection, augmentation: options.augmentation)
        let embedded = ContinuousClock.now
        let (combined, scope, matches, compared) = try await Blocking.scope {
            try await find(query, in: collection, options)
        }
        let searched = scope.searchedCategories
        let damaged = noteDamage(of: collection)
        var answer = SearchAnswer(
            matches: matches, compared: compared, warnings: query.warnings, embeddingTime: embedded - begin,
            searchTime: ContinuousClock.now - embedded, searchedCategories: searched,
            nearestCategories: searched.map { Array($0.prefix(options.nearestCategories ?? 0)) })
        answer.damaged = damaged
        (answer.notes, answer.scale) = (query.notes, scale)
        if scale == .image { answer.likeness = await likeness(in: collection) }
        return (answer, combined)
    }

    private func find(
        _ query: EmbeddedQuery, in collection: OpenCollection, _ options: SearchOptions
    ) async throws -> (CombinedQuery, SearchScope, [SearchMatch], Int) {
        let combined = try await combine(query, in: collection)
        let view = collection.view
        let scope = try await scope(of: combined, options, in: collection, view)
        let (matches, compared) = try await tracing.span("search", count: \.0.count) {
            try await metrics.search(count: \.0.count) {
                try await nearest(combined, scope, view, in: collection, options)
            }
        }
        return (combined, scope, matches, compared)
    }

    private func nearest(
        _ query: CombinedQuery, _ scope: SearchScope, _ view: any VectorView, in collection: OpenCollection,
        _ options: SearchOptions
    ) async throws -> ([SearchMatch], Int) {
        guard options.topK > 0, options.offset >= 0 else {
            throw EngineError.invalidVector("at least one result has to be asked for")
        }
        let excluded = IDSet(query.excluded + options.excluded)
        // A page behind all that a collection can hold has nothing.
        let wanted = options.topK.addingReportingOverflow(options.offset)
        let request = SearchRequest(
            k: wanted.overflow ? .max / 8 : min(wanted.partialValue, .max / 8),
            minimumScore: options.threshold.map(Float.init), excluding: excluded)
        let matches = try await Self.matches(request, catalogue, in: collection.name) { request in
            try await scope.images.nearest(query.vectors, request, in: view)
        }
        return (
            Array(matches.dropFirst(options.offset)),
            try await scope.images.count(excluding: excluded, in: view)
        )
    }

    /// The best that have a record: one that was deleted a moment ago makes room for the next.
    private static func matches(
        _ request: SearchRequest, _ catalogue: any Catalogue, in collection: String,
        _ search: (SearchRequest) async throws -> [Neighbour]
    ) async throws -> [SearchMatch] {
        let wanted = request.k
        var request = request
        while true {
            let found: [Neighbour]
            do {
                found = try await search(request)
            } catch let error as IndexError {
                throw EngineError(error, in: collection)
            }
            let images = try await catalogue.images(recordIDs: found.map(\.id))
            if images.count >= min(wanted, found.count) || found.count < request.k {
                let byRecordID = Dictionary(images.map { ($0.recordID, $0) }, uniquingKeysWith: { a, _ in a })
                let matches = found.lazy.compactMap { neighbour in
                    byRecordID[neighbour.id].map { SearchMatch(image: $0, score: neighbour.score) }
                }
                return Array(matches.prefix(wanted))
            }
            request.k *= 4
        }
    }
}

extension SearchAnswer {
    /// About how many bytes it takes.
    fileprivate var weight: Int {
        matches.reduce(200) { sum, match in
            sum + 500 + JSONValue.object(match.image.attributes).description.utf8.count
        }
    }
}
