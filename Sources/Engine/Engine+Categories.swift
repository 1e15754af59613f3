internal import Foundation
public import LookalikeCatalogue
public import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// A category whose prototype was compared with a query.
public struct PrototypeMatch: Sendable, Equatable {
    /// The category as it was when the prototypes were compared.
    public let category: CategoryRecord
    /// Under the collection's metric.
    public let score: Double
}

/// The categories whose prototypes are nearest to a query.
public struct PrototypeAnswer: Sendable {
    /// By score descending, then by id.
    public let matches: [PrototypeMatch]
    /// What was wrong with the query's images although they could be decoded.
    public let warnings: [PictureWarning]
    /// What a person should know about the query's texts; each is one sentence.
    public let notes: [String]
    /// What the scores mean.
    public let scale: ScoreScale
}

extension Engine {
    /// By ascending id, with counts.
    public func categories(in collection: OpenCollection) -> [CategoryRecord] { collection.categories }

    /// - Throws: ``EngineError/unknownCategory(_:collection:)``.
    public func category(_ id: Int64, in collection: OpenCollection) throws(EngineError) -> CategoryRecord {
        guard let entry = collection.sums.entries[id] else {
            throw .unknownCategory("\(id)", collection: collection.name)
        }
        return entry.record
    }

    /// The category of this exact name; nil if the collection has none.
    public func category(named name: String, in collection: OpenCollection) -> CategoryRecord? {
        let sums = collection.sums
        return sums.id(named: name).flatMap { sums.entries[$0]?.record }
    }

    /// - Parameter id: nil takes the next. Ids count per collection and are never reused.
    /// - Throws: ``EngineError/categoryExists(_:)``, ``EngineError/invalidCategoryName(_:)``.
    public func createCategory(
        _ name: String, id: Int64? = nil, in collection: OpenCollection
    ) async throws -> CategoryRecord {
        try await change(.createCategory(name, id: id), of: collection)
    }

    /// - Throws: ``EngineError/unknownCategory(_:collection:)``, ``EngineError/categoryExists(_:)``,
    ///   ``EngineError/invalidCategoryName(_:)``.
    public func renameCategory(
        _ id: Int64, to name: String, in collection: OpenCollection
    ) async throws -> CategoryRecord {
        try await change(.renameCategory(id, name), of: collection)
    }

    /// Deletes a category. Its images stay, without a category.
    ///
    /// - Returns: the category as it was.
    /// - Throws: ``EngineError/unknownCategory(_:collection:)``.
    @discardableResult
    public func deleteCategory(_ id: Int64, in collection: OpenCollection) async throws -> CategoryRecord {
        try await change(.deleteCategory(id), of: collection)
    }

    private func change(_ write: CollectionWrite, of collection: OpenCollection) async throws
        -> CategoryRecord
    {
        try checkWritable()
        guard case .category(let record) = try await collection.write(write) else {
            throw EngineError.unknownCategory("", collection: collection.name)
        }
        return record
    }

    /// A page of a category's images with record ids above `after`, oldest first.
    ///
    /// - Throws: ``EngineError/unknownCategory(_:collection:)``.
    public func images(
        inCategory id: Int64, of collection: OpenCollection, after: Int64 = 0, limit: Int
    ) async throws -> [ImageRecord] {
        _ = try category(id, in: collection)
        return try await catalogue.images(inCategory: id, of: collection.recordID, after: after, limit: limit)
    }

    /// The prototypes nearest to a query. A prototype is the mean of its
    /// category's vectors, of unit length each where the metric is the cosine.
    public func nearestPrototypes(
        to query: Query, in collection: OpenCollection, limit: Int = .max
    ) async throws -> PrototypeAnswer {
        let query = try await HashedQuery(query)
        let embedded = try await embed(query, in: collection)
        let vector = try await combine(embedded, in: collection).vector
        return PrototypeAnswer(
            matches: collection.sums.nearest(to: vector).prefix(limit).map {
                PrototypeMatch(category: $0.category, score: $0.score)
            }, warnings: embedded.warnings, notes: embedded.notes, scale: query.scale)
    }

    /// Recomputes all prototypes from the stored vectors. Every change already keeps them up to date; this verifies
    /// them, and removes rounding errors that accumulate over very many changes.
    ///
    /// - Returns: the categories, and the largest difference between a recomputed mean and the one in use.
    public func rebuildPrototypes(
        in collection: OpenCollection
    ) async throws -> (categories: [CategoryRecord], largestDifference: Double) {
        try checkWritable()
        return try await collection.withWriter { try await $0.rebuildSums() }
    }
}
