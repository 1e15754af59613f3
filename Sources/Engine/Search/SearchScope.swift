internal import LookalikeCatalogue
internal import LookalikeVectors

/// Which images a search looks at.
struct SearchScope: Sendable {
    /// Nil for all.
    var allowed: IDSet?
    /// See ``SearchAnswer/searchedCategories``.
    var searchedCategories: [Int64]?
}

extension Engine {
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    func scope(of query: CombinedQuery, _ options: SearchOptions, in collection: OpenCollection) async throws
        -> SearchScope
    {
        var allowed: [Int64]?
        if let filter = options.filter {
            allowed = try await catalogue.recordIDs(matching: filter, in: collection.recordID)
        }
        if let categories = options.categories {
            let recordIDs = try await catalogue.recordIDs(inCategories: categories, of: collection.recordID)
            allowed = allowed.map { Self.intersection($0, recordIDs) } ?? recordIDs
        }
        let sums = collection.sums
        guard let count = options.nearestCategories, count > 0 else {
            return SearchScope(allowed: allowed.map { IDSet($0) })
        }
        let ranked = sums.nearest(to: query.vector).map(\.category.id).filter { id in
            options.categories.map { $0.contains(id) } ?? true
        }
        // Perhaps none of these is among them: a few more are searched then than it takes.
        let hidden = Set(query.excluded).union(options.excluded)
        let sum = options.offset.addingReportingOverflow(options.topK)
        let wanted = sum.overflow ? .max : sum.partialValue
        var chosen = min(count, ranked.count)
        // Twice as many each time, so that a picky filter costs few rounds.
        while chosen > 0 {
            let recordIDs = try await catalogue.recordIDs(
                inCategories: Array(ranked[..<chosen]), of: collection.recordID)
            let found = allowed.map { Self.intersection(recordIDs, $0) } ?? recordIDs
            if found.count - hidden.count >= wanted {
                return SearchScope(allowed: IDSet(found), searchedCategories: Array(ranked[..<chosen]))
            }
            if chosen == ranked.count { break }
            chosen = min(ranked.count, max(chosen + 1, 2 * chosen))
        }
        // Even all categories have too few: those without one are searched too.
        return SearchScope(allowed: allowed.map { IDSet($0) }, searchedCategories: ranked)
    }

    /// Of two lists that ascend.
    private static func intersection(_ a: [Int64], _ b: [Int64]) -> [Int64] {
        var common: [Int64] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] { common.append(a[i]) }
            if a[i] <= b[j] { i += 1 } else { j += 1 }
        }
        return common
    }
}
