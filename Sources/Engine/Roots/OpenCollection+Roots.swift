internal import Foundation
public import LookalikeCatalogue
internal import LookalikeWorkThreads

extension OpenCollection {
    /// The ids of its roots whose folders were missing when they were last looked at.
    public var offlineRoots: Set<Int64> { Set(record.roots.lazy.filter(\.isOffline).map(\.id)) }

    /// Whether an image came from a root whose folder was missing when it was last looked at.
    public func isOffline(_ image: ImageRecord) -> Bool {
        image.source == .file && record.root(image.root)?.isOffline == true
    }

    /// The path of the folder that an image came from; nil for one that came from none.
    func folder(of image: ImageRecord) -> String? { record.root(image.root)?.path }

    /// The root whose folder a path leads to; nil if there is none. Blocks.
    func root(at path: String) -> RootRecord? {
        let roots = record.roots
        return roots.first { $0.path == path } ?? roots.first { RootFolder.isSame($0.path, path) }
    }

    /// Adds a root, durably.
    func add(_ root: RootRecord) async throws -> RootRecord {
        try await withWriter { writer in
            let added = try await writer.catalogue.addRoot(root, to: recordID)
            var record = writer.collection.record
            record.roots.append(added)
            await setRecord(record)
            return added
        }
    }

    /// Makes the roots of a sync what they are to become, before any of their images is stored, because paths are relative to
    /// them. Links and mount points are kept too, before any image below them is stored.
    ///
    /// - Returns: them with their ids, in the same order.
    func take(_ plans: [RootPlan]) async throws -> [RootRecord] {
        var taken: [RootRecord] = []
        for plan in plans {
            var root = plan.target.root
            if root.id == 0 {
                root.places = plan.places
                root = try await add(root)
            }
            taken.append(root)
        }
        let planned = Dictionary(uniqueKeysWithValues: zip(taken.map(\.id), plans))
        try await changeRoots { root in
            guard let plan = planned[root.id] else { return }
            (root.path, root.isReplacing) = (plan.path, plan.target.isOther)
            root.places.formUnion(plan.places)
        }
        return taken
    }

    /// Changes roots, durably; roots that are not there any more are left out.
    func changeRoots(_ change: @Sendable (inout RootRecord) -> Void) async throws {
        try await withWriter { writer in
            var record = writer.collection.record
            for place in record.roots.indices { change(&record.roots[place]) }
            guard record.roots != writer.collection.record.roots else { return }
            try await writer.catalogue.updateRoots(record.roots)
            await setRecord(record)
            changed()
        }
    }

    /// Notes which roots are there.
    ///
    /// - Parameter isOffline: by the roots' ids; other roots stay as they are.
    func note(_ isOffline: [Int64: Bool]) async throws {
        guard
            record.roots.contains(where: { root in isOffline[root.id].map { $0 != root.isOffline } ?? false })
        else { return }
        try await changeRoots { $0.isOffline = isOffline[$0.id] ?? $0.isOffline }
    }

    /// Looks whether the folders of its roots are there.
    ///
    /// - Returns: by the roots' ids. An empty folder of a root with images counts as missing: its disk may not be mounted.
    func lookAtRoots() async throws -> [Int64: Bool] {
        let roots = record.roots
        let states = await Blocking.run { roots.map { RootFolder.state($0.path) } }
        let counts =
            states.contains(.empty) ? try await catalogue.imageCounts(ofRootsIn: recordID) : [:]
        let isOffline = zip(roots, states).map { root, state in
            (root.id, state == .missing || state == .empty && counts[root.id, default: 0] > 0)
        }
        return Dictionary(uniqueKeysWithValues: isOffline)
    }
}
