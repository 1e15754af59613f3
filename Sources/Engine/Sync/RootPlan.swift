internal import LookalikeCatalogue

/// What a sync is going to do with one root, determined without reading file contents.
struct RootPlan: Sendable {
    var target: SyncTargetRoot
    var plan: SyncPlan
    /// Records of missing files.
    let missing: [ImageRecord]
    let guardian: RemovalGuard
    /// Links and mount points below it.
    let places: Set<String>
    /// Files that are known not to be images; empty unless the root is new.
    let nonImages: KnownNonImages
    /// Image files below it.
    let total: Int
    /// Whether there is nothing in its folder at all.
    let isEmpty: Bool

    var path: String { target.root.path }

    /// Why removals that are certain before any file is read must not happen; nil if they may.
    ///
    /// - Parameter newSizes: how many new files there are of each size, below all roots: one may be a missing file that
    ///   was renamed.
    func refusal(_ options: SyncOptions, newSizes: [Int64: Int]) -> RemovalRefusal? {
        // Replacing a folder removes its images on purpose, unless the new folder is empty.
        if options.allowRemovals || target.isOther && total > 0 { return nil }
        return guardian.refusal(plan.certainlyLost(newSizes: newSizes))
    }

    /// The same after all files were read.
    ///
    /// - Parameter lost: the record ids of those whose file is gone and was not found under another name.
    func refusal(_ options: SyncOptions, lost: Set<Int64>) -> RemovalRefusal? {
        options.allowRemovals || target.isOther ? nil : guardian.refusal(lost)
    }

    /// What the report says of it.
    var synced: SyncedRoot {
        SyncedRoot(id: target.root.id, path: path, state: .synced, total: total)
    }

    /// What the report says of it if its images must not be removed.
    func refused(_ refusal: RemovalRefusal) -> SyncedRoot {
        // An empty folder is a disk that is not mounted more often than one whose files were all removed.
        SyncedRoot(
            id: target.root.id, path: path, state: isEmpty ? .offline : .refused, total: total,
            detail: "\(refusal)")
    }
}

extension [RootPlan] {
    /// How many new files there are of each size.
    var newSizes: [Int64: Int] {
        var sizes: [Int64: Int] = [:]
        for root in self {
            for candidate in root.plan.candidates where candidate.known.isEmpty {
                sizes[candidate.file.signature.size, default: 0] += 1
            }
        }
        return sizes
    }

    var hasNewFiles: Bool { contains { $0.plan.hasNewFiles } }

    /// Assigns ids to new files, the ids of records whose file is missing being free, and places to the roots.
    ///
    /// - Parameter takesPages: whether files that are no videos may have several images too.
    mutating func assignIDs(taken: [String], takesPages: Bool) {
        var assigner = IDAssigner(taken: taken)
        for id in flatMap(\.missing).map(\.id) { assigner.free(id) }
        for place in indices {
            self[place].plan.take(place: place)
            self[place].plan.assignIDs(&assigner)
        }
        // Last, so that no file loses its short id to them.
        if takesPages { for place in indices { self[place].plan.assignWholes(&assigner) } }
    }
}
