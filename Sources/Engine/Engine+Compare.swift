internal import Catalogue
internal import Foundation

/// How a folder and a collection differ, told without reading a picture: of files whose names don't tell
/// what they are, the first bytes.
public struct FolderComparison: Sendable, Equatable {
    /// Picture files in the folder.
    public var total = 0
    /// Those that the collection knows as they are, and can be found.
    public var processed = 0
    /// New or changed ones; a broken one that did not change is neither processed nor pending.
    public var pending = 0
    /// Pictures of the collection whose file is gone.
    public var missing = 0
}

extension Engine {
    /// Compares a folder with a collection, nil being an empty one. A folder that is not there has no pictures.
    public func compare(directory: String, with collection: Collection?) async throws -> FolderComparison {
        let directory = Self.absolute(directory)
        let catalogue = catalogue
        async let walk = Blocking.run {
            FileManager.default.fileExists(atPath: directory) ? try FolderScan.look(directory) : FolderScan()
        }
        async let known = Blocking.run { try collection.map { try catalogue.files(in: $0.id) } ?? [] }
        let (seen, records) = try await (walk, known)
        return try await Blocking.run { [data] in
            var scan = seen
            if !scan.doubtful.isEmpty {
                let known = collection.map { KnownNoPictures(contentsOf: data.knownNoPictures($0.id)) }
                _ = scan.tellDoubtful(below: directory, records: records, known: known ?? KnownNoPictures())
            }
            let plan = SyncPlan(scan: scan, records: records, readsAll: false)
            return FolderComparison(
                total: scan.files.count, processed: plan.unchanged - plan.unchangedBroken,
                pending: plan.candidates.count, missing: plan.missing.count)
        }
    }
}
