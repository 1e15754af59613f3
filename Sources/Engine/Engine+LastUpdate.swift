public import Foundation
internal import LookalikeCatalogue

extension Engine {
    /// When a collection last took in an image, or a sync last found it up to date; nil if neither ever happened.
    public func lastUpdate(of collection: OpenCollection) async -> Date? {
        let record = collection.record
        guard collection.count > 0 else { return record.lastSync }
        return [record.lastSync, await storage.footprint(of: record)?.modified].compactMap { $0 }.max()
    }
}
