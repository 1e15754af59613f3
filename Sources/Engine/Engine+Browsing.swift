public import LookalikeCatalogue
public import LookalikeJSON

/// The order of a list of images.
public enum ImageOrder: String, Sendable, CaseIterable {
    /// By ascending record id.
    case oldest
    /// By descending record id.
    case newest
}

/// A part of a list of images.
public struct ImagesPart: Sendable {
    /// In the order asked for.
    public let images: [ImageRecord]
    /// In the whole list.
    public let total: Int
}

extension Engine {
    /// Any part of the list of the images that can be found, without those before it: for a view that jumps.
    ///
    /// - Parameters:
    ///   - filter: only images that satisfy it.
    ///   - offset: how many images of the list come before the part.
    public func images(
        in collection: OpenCollection, matching filter: AttributeFilter? = nil, order: ImageOrder,
        offset: Int, limit: Int
    ) async throws -> ImagesPart {
        let recordIDs = try await listing(of: collection, matching: filter)
        let places = max(0, offset)..<max(0, offset) + max(0, limit)
        let part: [Int64] =
            switch order {
            case .oldest: Array(recordIDs[places.clamped(to: recordIDs.indices)])
            case .newest: Array(recordIDs.reversed().dropFirst(places.lowerBound).prefix(places.count))
            }
        let catalogue = catalogue
        return ImagesPart(
            images: try await catalogue.images(recordIDs: part), total: recordIDs.count)
    }

    /// Ascending; kept until the collection changes.
    private func listing(of collection: OpenCollection, matching filter: AttributeFilter?) async throws
        -> [Int64]
    {
        let key = ListingKey(version: collection.version, filter: filter.map(FilterKey.init))
        if let known = listings.value(key) { return known }
        let catalogue = catalogue
        let recordIDs = try await catalogue.recordIDs(
            matching: filter ?? AttributeFilter([:]), in: collection.recordID)
        listings.insert(recordIDs, for: key, weight: 200 + 8 * recordIDs.count)
        return recordIDs
    }
}

/// A list of images, as long as its collection is as it was.
struct ListingKey: Hashable, Sendable {
    /// ``OpenCollection/version``: of one state of one collection.
    let version: UInt64
    let filter: FilterKey?
}
