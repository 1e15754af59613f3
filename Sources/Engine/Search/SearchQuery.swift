internal import Catalogue
internal import Embedding
internal import Foundation
internal import Pictures
internal import Vectors

/// A subject as a vector.
struct SearchQuery: Sendable {
    var vector: [Float]
    var warnings: [PictureWarning] = []
    /// Pictures that the query is made of.
    var excluded: [Int64] = []
    /// The hash of the picture that it is of, where it is one.
    var contentHash: String?
}

extension Engine {
    /// - Throws: ``/Pictures/PictureError``, ``/Embedding/EmbeddingError``,
    ///   ``EngineError/unknownImage(_:collection:)``, ``EngineError/invalidVector(_:)``,
    ///   ``EngineError/storageDamaged(_:)``.
    func query(_ subject: SearchSubject, in collection: Collection) async throws -> SearchQuery {
        switch subject {
        case .picture(let bytes):
            let hash = try await Blocking.run { contentHash(bytes) }
            let result = try await embedding(
                of: bytes, hash: hash, in: collection, priority: .interactive)
            return SearchQuery(vector: result.vector, warnings: result.warnings, contentHash: hash)
        case .image(let key):
            let image = try await Blocking.run { [self] in try self.image(key, in: collection) }
            let index = collection.index
            guard let stored = index.vector(of: image.id) else {
                if index.isDamaged(image.id) {
                    throw EngineError.damaged(
                        collection.name, "The vector of '\(key)' does not match its checksum.")
                }
                throw EngineError.unknownImage(key, collection: collection.name)
            }
            return SearchQuery(vector: stored, excluded: [image.id])
        case .vector(let given):
            // The index takes several at once, or none.
            try Self.check(given, collection.record.dimension)
            return SearchQuery(vector: given)
        case .examples(let positive, let negative):
            guard !positive.isEmpty else {
                throw EngineError.invalidVector("a search by examples needs one that is liked")
            }
            return SearchQuery(
                positive: try await queries(positive, in: collection),
                negative: try await queries(negative, in: collection), metric: collection.metric)
        }
    }

    private func queries(
        _ subjects: [SearchSubject], in collection: Collection
    ) async throws -> [SearchQuery] {
        var queries: [SearchQuery] = []
        for subject in subjects { queries.append(try await query(subject, in: collection)) }
        return queries
    }
}

extension SearchQuery {
    /// See ``SearchSubject/examples(positive:negative:)``.
    fileprivate init(positive: [SearchQuery], negative: [SearchQuery], metric: Metric) {
        let liked = Self.mean(positive, metric)
        let query = negative.isEmpty ? liked : zip(liked, Self.mean(negative, metric)).map { 2 * $0 - $1 }
        let all = positive + negative
        self.init(
            vector: query.map(Float.init), warnings: all.flatMap(\.warnings),
            excluded: all.flatMap(\.excluded))
    }

    private static func mean(_ queries: [SearchQuery], _ metric: Metric) -> [Double] {
        var sum = [Double](repeating: 0, count: queries[0].vector.count)
        for query in queries {
            let vector = metric == .cosine ? normalized(query.vector) : query.vector
            for i in sum.indices { sum[i] += Double(vector[i]) }
        }
        return sum.map { $0 / Double(queries.count) }
    }
}
