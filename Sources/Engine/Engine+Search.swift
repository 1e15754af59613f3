public import Catalogue
internal import Embedding
public import Pictures
internal import Vectors

/// What the results should look like.
public enum SearchSubject: Sendable {
    /// An encoded picture.
    case picture([UInt8])
    /// A picture of the collection, by its key; it is not among the results.
    case image(String)
    /// A vector of the collection's dimension.
    case vector([Float])
}

/// How to search.
public struct SearchOptions: Sendable {
    public var topK: Int
    /// Results with a lower score are left out.
    public var threshold: Double?
    /// Only pictures with these attributes are searched.
    public var filter: AttributeFilter?

    public init(topK: Int = 10, threshold: Double? = nil, filter: AttributeFilter? = nil) {
        self.topK = topK
        self.threshold = threshold
        self.filter = filter
    }
}

/// A picture that was found.
public struct SearchMatch: Sendable {
    public let image: ImageRecord
    public let score: Float
}

public struct SearchAnswer: Sendable {
    /// By score descending, then by the age of the record.
    public let matches: [SearchMatch]
    /// How many pictures the query was compared with.
    public let compared: Int
    public let warnings: [PictureWarning]
    public let embeddingTime: Duration
    public let searchTime: Duration
}

extension Engine {
    /// Finds the pictures most like the subject.
    ///
    /// - Throws: ``PictureError``, ``EmbeddingError``, ``EngineError/unknownImage(_:collection:)``,
    ///   ``EngineError/invalidVector(_:)``.
    public func search(
        _ collection: Collection, for subject: SearchSubject, options: SearchOptions
    ) async throws -> SearchAnswer {
        let clock = ContinuousClock()
        let begin = clock.now
        var warnings: [PictureWarning] = []
        var excluded: IDSet = []
        let vector: [Float]
        switch subject {
        case .picture(let bytes):
            let model = try await model(of: collection)
            let result = try await embedder.embed(bytes, with: model, priority: .interactive)
            (vector, warnings) = (result.vector, result.warnings)
        case .image(let key):
            let image = try image(key, in: collection)
            guard let stored = collection.index.vector(of: image.id) else {
                throw EngineError.unknownImage(key, collection: collection.name)
            }
            (vector, excluded) = (stored, [image.id])
        case .vector(let given):
            // The index takes several at once, or none.
            guard given.count == collection.record.dimension else {
                throw EngineError.invalidVector(
                    "it has \(given.count) numbers, those of the collection have \(collection.record.dimension)"
                )
            }
            vector = given
        }
        let embedded = clock.now
        let (matches, compared) = try await nearest(vector, in: collection, excluding: excluded, options)
        return SearchAnswer(
            matches: matches, compared: compared, warnings: warnings, embeddingTime: embedded - begin,
            searchTime: clock.now - embedded)
    }

    private func nearest(
        _ vector: [Float], in collection: Collection, excluding excluded: IDSet, _ options: SearchOptions
    ) async throws -> ([SearchMatch], Int) {
        let catalogue = catalogue
        return try await Blocking.run {
            var request = SearchRequest(
                k: options.topK, minimumScore: options.threshold.map(Float.init), excluding: excluded)
            if let filter = options.filter {
                request.allowed = IDSet(try catalogue.ids(matching: filter, in: collection.id))
            }
            let index = collection.index
            let matches = try Self.matches(vector, index, request, catalogue)
            let hidden = request.allowed.map { allowed in excluded.sorted.count { allowed.contains($0) } }
            return (matches, (request.allowed?.count ?? index.count) - (hidden ?? excluded.count))
        }
    }

    /// The best that have a record: one that was deleted a moment ago makes room for the next.
    private static func matches(
        _ vector: [Float], _ index: any VectorIndex, _ request: SearchRequest, _ catalogue: any Catalogue
    ) throws -> [SearchMatch] {
        let wanted = request.k
        var request = request
        while true {
            let found: [Neighbour]
            do {
                found = try index.search(vector, request)[0]
            } catch {
                throw EngineError.invalidVector("\(error)")
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
