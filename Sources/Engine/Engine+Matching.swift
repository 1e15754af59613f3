public import LookalikeCatalogue
public import LookalikeJSON
internal import LookalikeWorkThreads

/// A page of the images that match a filter.
public struct MatchingImages: Sendable {
    /// Oldest first.
    public let images: [ImageRecord]
    /// The record id after which the next page begins; nil where there is none.
    public let next: Int64?
    /// On all pages.
    public let total: Int
}

extension Engine {
    /// A page of the images that can be found and satisfy a filter, those after the record id `after`.
    public func images(
        matching filter: AttributeFilter, in collection: OpenCollection, after: Int64 = 0, limit: Int
    ) async throws -> MatchingImages {
        let catalogue = catalogue
        let recordIDs = try await catalogue.recordIDs(matching: filter, in: collection.recordID)
        let rest = recordIDs.drop { $0 <= after }
        let page = rest.prefix(max(0, limit))
        return await MatchingImages(
            images: try catalogue.images(recordIDs: Array(page)),
            next: page.count < rest.count ? page.last : nil,
            total: recordIDs.count)
    }

    /// Forgets all images that can be found and satisfy a filter, or none; files of the collection's folder stay.
    ///
    /// - Returns: how many there were.
    public func deleteImages(matching filter: AttributeFilter, in collection: OpenCollection) async throws
        -> Int
    {
        try checkWritable()
        let catalogue = catalogue
        let recordIDs = try await catalogue.recordIDs(matching: filter, in: collection.recordID)
        let ids = try await catalogue.images(recordIDs: recordIDs).map(\.id)
        guard case .deleted(let count) = try await collection.write(.deleteAll(ids: ids)) else { return 0 }
        return count
    }
}
