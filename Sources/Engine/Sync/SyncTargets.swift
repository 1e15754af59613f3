internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

/// A root that a sync is to compare with the collection.
struct SyncTargetRoot: Sendable {
    /// As it is to become: its id is 0 until it is added.
    var root: RootRecord
    /// Whether its path is not yet, or not yet completely, what the images in the catalogue are relative to.
    var isOther = false
}

extension OpenCollection {
    /// Which roots a sync concerns.
    ///
    /// - Parameter directory: the folder that was named; nil means all roots.
    /// - Throws: ``EngineError/noFolder(collection:)``, ``EngineError/otherFolder(collection:has:asked:)``,
    ///   ``EngineError/rootRefused(path:collection:reason:)``.
    func syncTargets(_ directory: String?, _ options: SyncOptions) async throws -> [SyncTargetRoot] {
        let roots = record.roots
        guard let directory else {
            if roots.isEmpty { throw EngineError.noFolder(collection: name) }
            // An interrupted replacement continues.
            return roots.map { SyncTargetRoot(root: $0, isOther: $0.isReplacing) }
        }
        if let known = await Blocking.run({ self.root(at: directory) }) {
            return [SyncTargetRoot(root: known, isOther: known.isReplacing)]
        }
        if roots.isEmpty || options.addsRoot {
            try await checkNewRoot(directory)
            return [SyncTargetRoot(root: RootRecord(path: directory, addedAt: .storable))]
        }
        return [try await replacement(directory, of: roots, isAsked: options.replaceFolder)]
    }

    private func replacement(
        _ directory: String, of roots: [RootRecord], isAsked: Bool
    ) async throws -> SyncTargetRoot {
        var root = roots[0]
        // If nothing came from the old folder, nothing can be lost.
        let isUnused = try await catalogue.imageCounts(ofRootsIn: recordID)[root.id, default: 0] == 0
        guard isAsked || isUnused && roots.count == 1 else {
            throw EngineError.otherFolder(
                collection: name, has: roots.map(\.path).joined(separator: ", "), asked: directory)
        }
        guard roots.count == 1 else {
            throw EngineError.rootRefused(
                path: directory, collection: name,
                reason:
                    "it has \(roots.count) roots, and no folder replaces several: add it, and remove a root")
        }
        root.path = directory
        return SyncTargetRoot(root: root, isOther: true)
    }
}
