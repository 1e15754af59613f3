internal import Catalogue
internal import Embedding
internal import Foundation
internal import JSON
internal import Pictures
internal import Vectors

/// All that the answer to a search depends on. A write gives the collection another version, so that what was found
/// before is never given again.
struct SearchKey: Hashable, Sendable {
    indirect enum Subject: Hashable, Sendable {
        /// The hash and the length of an image.
        case picture(String, Int)
        case image(String)
        case vector([Float])
        case examples(positive: [Subject], negative: [Subject])
    }

    let collection: Int64
    let version: UInt64
    let model: String?
    let preparation: PicturePreparation
    let subject: Subject
    let options: SearchOptions
}

extension Engine {
    /// Finds the images most like the subject.
    ///
    /// - Throws: ``PictureError``, ``EmbeddingError``, ``EngineError/unknownImage(_:collection:)``,
    ///   ``EngineError/invalidVector(_:)``, ``EngineError/storageDamaged(_:)``.
    public func search(
        _ collection: Collection, for subject: SearchSubject, options: SearchOptions
    ) async throws -> SearchAnswer {
        let clock = ContinuousClock()
        let begin = clock.now
        let asked = try await query(subject, in: collection)
        let embedded = clock.now
        let found = try await Blocking.run { [self] () -> (SearchScope, [SearchMatch], Int) in
            var query = asked
            if let hash = query.contentHash,
                let stored = try collection.storedVector(ofContent: hash, like: query.vector)
            {
                query.vector = stored
            }
            let scope = try scope(of: query, options, in: collection)
            let (matches, compared) = try metrics.search(count: \.0.count) {
                try nearest(query, scope, in: collection, options)
            }
            return (scope, matches, compared)
        }
        let searched = found.0.searchedCategories
        let damaged = noteDamage(of: collection)
        var answer = SearchAnswer(
            matches: found.1, compared: found.2, warnings: asked.warnings, embeddingTime: embedded - begin,
            searchTime: clock.now - embedded, searchedCategories: searched,
            nearestCategories: searched.map { Array($0.prefix(options.nearestCategories ?? 0)) })
        answer.damaged = damaged
        return answer
    }

    /// As ``search(_:for:options:)``, or the answer that the same search had since the last change of the collection.
    public func cachedSearch(
        _ collection: Collection, for subject: SearchSubject, options: SearchOptions
    ) async throws -> SearchAnswer {
        // Asked before the search: what changes meanwhile makes the answer stale.
        let key = try await Blocking.run { SearchKey(collection, subject, options) }
        if var answer = metrics.lookUp(.search, { searches.value(key) }) {
            answer.isCached = true
            return answer
        }
        let answer = try await search(collection, for: subject, options: options)
        metrics.keep { searches.insert(answer, for: key, weight: key.weight + answer.weight) }
        return answer
    }

    private func nearest(
        _ query: SearchQuery, _ scope: SearchScope, in collection: Collection, _ options: SearchOptions
    ) throws -> ([SearchMatch], Int) {
        guard options.topK > 0, options.offset >= 0 else {
            throw EngineError.invalidVector("at least one result has to be asked for")
        }
        let excluded = IDSet(query.excluded + options.excluded)
        // A page behind all that a collection can hold has nothing.
        let wanted = options.topK.addingReportingOverflow(options.offset)
        let request = SearchRequest(
            k: wanted.overflow ? .max / 8 : min(wanted.partialValue, .max / 8),
            minimumScore: options.threshold.map(Float.init), allowed: scope.allowed, excluding: excluded)
        let index = collection.index
        let matches = try Self.matches(query.vector, index, request, catalogue, in: collection.name)
        let hidden = excluded.sorted.count { id in
            scope.allowed?.contains(id) ?? (index.vector(of: id) != nil)
        }
        return (
            Array(matches.dropFirst(options.offset)), (scope.allowed?.count ?? index.count) - hidden
        )
    }

    /// The best that have a record: one that was deleted a moment ago makes room for the next.
    private static func matches(
        _ vector: [Float], _ index: any VectorIndex, _ request: SearchRequest, _ catalogue: any Catalogue,
        in collection: String
    ) throws -> [SearchMatch] {
        let wanted = request.k
        var request = request
        while true {
            let found: [Neighbour]
            do {
                found = try index.search(vector, request)[0]
            } catch {
                throw EngineError(error, in: collection)
            }
            let images = try catalogue.images(ids: found.map(\.id))
            if images.count >= min(wanted, found.count) || found.count < request.k {
                let byID = Dictionary(images.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
                let matches = found.lazy.compactMap { neighbour in
                    byID[neighbour.id].map { SearchMatch(image: $0, score: neighbour.score) }
                }
                return Array(matches.prefix(wanted))
            }
            request.k *= 4
        }
    }
}

extension SearchKey {
    fileprivate init(_ collection: Collection, _ subject: SearchSubject, _ options: SearchOptions) {
        let record = collection.record
        self.init(
            collection: collection.id, version: collection.version, model: record.model,
            preparation: record.preparation, subject: Subject(subject), options: options)
    }

    /// About how many bytes it takes.
    fileprivate var weight: Int { 300 + subject.weight }
}

extension SearchKey.Subject {
    fileprivate init(_ subject: SearchSubject) {
        switch subject {
        case .picture(let bytes): self = .picture(contentHash(bytes), bytes.count)
        case .image(let key): self = .image(key)
        case .vector(let vector): self = .vector(vector)
        case .examples(let positive, let negative):
            self = .examples(positive: positive.map { Self($0) }, negative: negative.map { Self($0) })
        }
    }

    fileprivate var weight: Int {
        switch self {
        case .picture: 100
        case .image(let key): 50 + key.utf8.count
        case .vector(let vector): 50 + 4 * vector.count
        case .examples(let positive, let negative): (positive + negative).reduce(50) { $0 + $1.weight }
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
