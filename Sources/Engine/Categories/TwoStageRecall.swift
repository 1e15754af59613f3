public import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// How many of the results of a full search a two-stage search finds, measured with stored images as queries.
public struct TwoStageRecall: Sendable, Codable, Equatable {
    /// Number of query images.
    public var sample: Int
    /// Results of each search.
    public var k: Int
    /// Categories that were searched.
    public var categories: Int
    /// The mean share of the full search's results that were found: 0 to 1.
    public var recall: Double
    /// The mean share of the images that were searched.
    public var searched: Double
    /// When it was measured: changes of the collection since then are not considered.
    public var measuredAt: Date

    static let name = "two_stage"
}

extension Engine {
    /// The last measurement; nil where there was none.
    public func twoStageRecall(of collection: OpenCollection) -> TwoStageRecall? {
        guard case .object(let members)? = collection.record.statistics[TwoStageRecall.name] else {
            return nil
        }
        return try? TwoStageRecall(members: members)
    }

    /// Measures the recall of the two-stage search and keeps it among the collection's statistics.
    ///
    /// - Parameters:
    ///   - sample: number of query images, evenly spread; none is among its own results.
    ///   - categories: how many of the nearest categories are searched.
    /// - Returns: nil where no image has a category.
    @discardableResult
    public func measureTwoStageRecall(
        in collection: OpenCollection, sample: Int = 100, k: Int = 10, categories: Int = 3
    ) async throws -> TwoStageRecall? {
        try checkWritable()
        let recordIDs = try await catalogue.recordIDs(
            inCategories: collection.categories.map(\.id), of: collection.recordID)
        guard !recordIDs.isEmpty, sample > 0 else { return nil }
        let view = collection.view
        var options = SearchOptions(topK: k)
        options.nearestCategories = categories
        var (recall, searched, count) = (0.0, 0.0, 0)
        for step in 0..<min(sample, recordIDs.count) {
            let recordID = recordIDs[step * recordIDs.count / min(sample, recordIDs.count)]
            guard let vector = try await view.vector(of: recordID) else { continue }
            let query = CombinedQuery(vectors: [vector], excluded: [recordID])
            let scope = try await scope(of: query, options, in: collection, view)
            let request = SearchRequest(k: k, excluding: [recordID])
            let all = try await view.search(vector, request)[0].map(\.id)
            let found = Set(try await scope.images.search(vector, request, in: view)[0].map(\.id))
            guard !all.isEmpty else { continue }
            recall += Double(all.count { found.contains($0) }) / Double(all.count)
            searched += Double(try await scope.images.count(in: view)) / Double(max(1, view.count))
            count += 1
        }
        guard count > 0 else { return nil }
        let result = TwoStageRecall(
            sample: count, k: k, categories: categories, recall: recall / Double(count),
            searched: searched / Double(count), measuredAt: .storable)
        let members = try result.members
        try await collection.configure { $0.statistics[TwoStageRecall.name] = .object(members) }
        return result
    }
}
