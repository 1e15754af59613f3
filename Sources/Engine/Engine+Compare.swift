internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

/// How a folder and a collection differ, found without reading images. Of files whose names don't tell their type,
/// the first bytes are read.
public struct FolderComparison: Sendable, Equatable {
    /// Image files in the folder.
    public var total = 0
    /// Files that the collection has in this state and that can be found.
    public var processed = 0
    /// New or changed files. Unchanged broken ones count neither as processed nor as pending.
    public var pending = 0
    /// Images of the collection whose file is gone.
    public var missing = 0
}

extension Engine {
    /// Compares a folder with a collection; nil is an empty collection. A missing folder counts as empty. Where the folder is
    /// not a root of the collection, it is compared with the only root, or with nothing if there are several.
    public func compare(directory: String, with collection: OpenCollection?) async throws -> FolderComparison
    {
        let directory = Self.absolute(directory)
        let catalogue = catalogue
        let frames = collection?.record.frames ?? FrameOptions()
        async let walk = Blocking.run {
            FileManager.default.fileExists(atPath: directory)
                ? try FolderScan.look(directory, frames) : FolderScan()
        }
        let root = await Blocking.run {
            collection?.root(at: directory)
                ?? collection.flatMap { $0.record.roots.count == 1 ? $0.record.roots[0] : nil }
        }
        var records: [FileRecord] = []
        if let collection, let root {
            records = try await catalogue.files(ofRoot: root.id, in: collection.recordID)
        }
        let seen = try await walk
        return await Blocking.run { [data, records] in
            var scan = seen
            if !scan.doubtful.isEmpty {
                let known = root.map { KnownNonImages(contentsOf: data.knownNonImages($0.id)) }
                _ = scan.tellDoubtful(below: directory, records: records, known: known ?? KnownNonImages())
            }
            let plan = SyncPlan(scan: scan, records: records, readsAll: false)
            return FolderComparison(
                total: scan.files.count, processed: plan.unchanged - plan.unchangedBroken,
                pending: plan.candidates.count, missing: plan.missingFiles)
        }
    }
}
