internal import LookalikeCatalogue
internal import LookalikeVectors

extension CollectionWriter {
    /// Passes the vectors of ready images that have a category to `body`, in the order in which they were stored.
    ///
    /// - Returns: whether there were damaged ones, which are left out.
    @discardableResult
    func forEachVector(
        of placements: [ImagePlacement], _ body: (Int64, [Float]) -> Void
    ) async throws -> Bool {
        var hasDamage = false
        for start in stride(from: 0, to: placements.count, by: 1_000) {
            let block = placements[start..<min(start + 1_000, placements.count)].filter { $0.vector != nil }
            let found = try await vectors.vectors(
                of: block.compactMap { place in
                    place.vector.map { VectorEntry(id: place.recordID, reference: $0) }
                })
            for place in block {
                guard let category = place.category else { continue }
                if let vector = found[place.recordID] { body(category, vector) } else { hasDamage = true }
            }
        }
        return hasDamage
    }

    /// Recomputes the sums if a damaged vector was removed from a category. Call after the records are final.
    mutating func renewStaleSums() async throws {
        guard state.areSumsStale else { return }
        _ = try await rebuildSums()
    }

    /// Recomputes the sums of all categories from the stored vectors.
    ///
    /// - Returns: the categories, and the largest difference between a recomputed mean and the one in use.
    mutating func rebuildSums() async throws -> ([CategoryRecord], Double) {
        var sums = state.categories
        sums.clear()
        try await forEachVector(of: try catalogue.categorised(in: recordID)) { category, vector in
            sums.add(vector, to: category)
        }
        let difference = sums.largestDifference(from: state.categories)
        let prototypes = sums.records.compactMap { sums.prototype($0.id) }
        try await catalogue.apply(
            [], categories: prototypes.map { .prototype($0) }, of: recordID, updating: nil)
        state.categories = sums
        state.areSumsStale = false
        collection.publish(sums)
        return (sums.records, difference)
    }
}

extension CategorySums {
    /// The largest difference between two numbers of the means.
    fileprivate func largestDifference(from other: CategorySums) -> Double {
        entries.values.reduce(0) { largest, entry in
            guard let old = other.entries[entry.record.id], old.record.count > 0, entry.record.count > 0
            else {
                return largest
            }
            let counts = (Double(entry.record.count), Double(old.record.count))
            return zip(entry.sum, old.sum).reduce(largest) { max($0, abs($1.0 / counts.0 - $1.1 / counts.1)) }
        }
    }
}
