public import LookalikeCatalogue
public import LookalikeJSON
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// Other images of the collection with the same bytes, oldest first.
    ///
    /// - Parameter filter: only images that match it, such as those of one event.
    public func exactCopies(
        of image: ImageRecord, in collection: OpenCollection, matching filter: AttributeFilter? = nil
    ) async throws -> [ImageRecord] {
        let catalogue = catalogue
        var allowed: IDSet?
        if let filter {
            allowed = IDSet(try await catalogue.recordIDs(matching: filter, in: collection.recordID))
        }
        return try await catalogue.images(contentHash: image.contentHash, in: collection.recordID).filter {
            [allowed] in $0.recordID != image.recordID && allowed?.contains($0.recordID) ?? true
        }
    }

    /// A page of the contents that occur in several images of the collection, by hash.
    ///
    /// - Parameters:
    ///   - filter: only images that match it count.
    ///   - after: the last hash of the previous page.
    public func exactDuplicates(
        in collection: OpenCollection, matching filter: AttributeFilter? = nil, after: String = "", limit: Int
    ) async throws -> [ExactCopies] {
        let catalogue = catalogue
        var found: [ExactCopies] = []
        for copies in try await catalogue.copies(
            in: collection.recordID, matching: filter, after: after, limit: limit)
        {
            found.append(
                ExactCopies(
                    contentHash: copies.contentHash,
                    images: try await catalogue.images(recordIDs: copies.recordIDs)))
        }
        return found
    }

    /// Images that are nearly the same as one of the collection, best first.
    ///
    /// - Parameters:
    ///   - threshold: the lowest score.
    ///   - filter: only images that match it.
    public func nearDuplicates(
        of id: String, in collection: OpenCollection, threshold: Double,
        matching filter: AttributeFilter? = nil,
        offset: Int = 0, limit: Int
    ) async throws -> SearchAnswer {
        var options = SearchOptions(topK: limit, threshold: threshold, filter: filter)
        options.offset = offset
        return try await search(collection, for: .item(id), options: options)
    }

    /// A page of all pairs of images that are nearly the same.
    ///
    /// - Parameters:
    ///   - threshold: the lowest score.
    ///   - filter: only pairs of images that both match it, such as those of one event.
    ///   - cursor: the end of the previous page.
    ///   - limit: the most pairs.
    ///   - scanned: most images to compare with all others before the page ends.
    public func nearDuplicates(
        in collection: OpenCollection, threshold: Double, matching filter: AttributeFilter? = nil,
        from cursor: DuplicateCursor? = nil, limit: Int, scanning scanned: Int = 2_000
    ) async throws -> DuplicatePage {
        let catalogue = catalogue
        var scan = try await DuplicateScan(catalogue, collection, threshold: threshold, filter: filter)
        let found = try await scan.page(from: cursor, limit: limit, scanning: scanned)
        let images = try await catalogue.images(recordIDs: found.pairs.flatMap { [$0.first, $0.second] })
        let byRecordID = Dictionary(images.map { ($0.recordID, $0) }, uniquingKeysWith: { a, _ in a })
        let pairs = found.pairs.compactMap { pair -> DuplicatePair? in
            // One may have been deleted a moment ago.
            guard let first = byRecordID[pair.first], let second = byRecordID[pair.second] else { return nil }
            return DuplicatePair(first: first, second: second, score: pair.score)
        }
        return DuplicatePage(pairs: pairs, next: found.next)
    }

    /// A page of the groups of images that are connected by pairs of near duplicates. The first page finds all pairs,
    /// which takes as long as one search per image. Concurrent callers share this work; it runs for one collection at
    /// a time and stops when nobody waits for it. Later pages are fast until the collection changes.
    public func nearDuplicateGroups(
        in collection: OpenCollection, threshold: Double, matching filter: AttributeFilter? = nil,
        offset: Int = 0, limit: Int
    ) async throws -> DuplicateGroups {
        let (catalogue, known) = (catalogue, duplicates)
        let key = DuplicateKey(
            collection: collection.recordID, version: collection.version, threshold: threshold,
            filter: filter.map(FilterKey.init))
        let groups: [[Int64]]
        if let made = known.value(key) {
            groups = made
        } else {
            groups = try await duplicateScans.value(key) { cancellation in
                let scan = try await DuplicateScan(
                    catalogue, collection, threshold: threshold, filter: filter)
                let groups = try await scan.groups(cancellation.check)
                known.insert(groups, for: key, weight: groups.reduce(200) { $0 + 40 + 8 * $1.count })
                return groups
            }
        }
        let page = groups.dropFirst(max(0, offset)).prefix(max(0, limit))
        var images: [[ImageRecord]] = []
        for recordIDs in page { images.append(try await catalogue.images(recordIDs: recordIDs)) }
        return DuplicateGroups(groups: images, total: groups.count)
    }
}

struct DuplicateKey: Hashable, Sendable {
    let collection: Int64
    let version: UInt64
    let threshold: Double
    let filter: FilterKey?
}
