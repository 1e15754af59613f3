internal import Catalogue
public import Foundation

extension Engine {
    /// When a collection last took in a picture, by whatever way, or was last found to be as its folder is; nil before
    /// that.
    public func lastUpdate(of collection: Collection) -> Date? {
        let record = collection.record
        guard collection.count > 0 else { return record.lastSync }
        return [record.lastSync, data.vectorsModified(of: record)].compactMap { $0 }.max()
    }
}
