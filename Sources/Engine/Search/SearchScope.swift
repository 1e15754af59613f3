internal import LookalikeCatalogue
internal import LookalikeVectors

/// Which images a search looks at.
struct SearchScope: Sendable {
    let images: ImageSelection
    /// See ``SearchAnswer/searchedCategories``.
    var searchedCategories: [Int64]?
}

extension Engine {
    /// - Parameter view: the one that will be searched.
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    func scope(
        of query: CombinedQuery, _ options: SearchOptions, in collection: OpenCollection,
        _ view: any VectorView
    ) async throws -> SearchScope {
        let (catalogue, recordID) = (catalogue, collection.recordID)
        func narrow(_ images: ImageSelection, to categories: [Int64]) async throws -> ImageSelection {
            try await images.narrowed(to: categories, in: view) {
                try await catalogue.recordIDs(inCategories: categories, of: recordID)
            }
        }
        var images = try await ImageSelection(matching: options.filter, in: view) {
            try await catalogue.recordIDs(matching: $0, in: recordID)
        }
        if let categories = options.categories { images = try await narrow(images, to: categories) }
        let sums = collection.sums
        guard let count = options.nearestCategories, count > 0 else { return SearchScope(images: images) }
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
            let categories = Array(ranked[..<chosen])
            let found = try await narrow(images, to: categories)
            if try await found.count(in: view) - hidden.count >= wanted {
                return SearchScope(images: found, searchedCategories: categories)
            }
            if chosen == ranked.count { break }
            chosen = min(ranked.count, max(chosen + 1, 2 * chosen))
        }
        // Even all categories have too few: those without one are searched too.
        return SearchScope(images: images, searchedCategories: ranked)
    }
}
