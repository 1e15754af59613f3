internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

extension SyncRun {
    /// Compares the roots' folders with the records. A root that is not there, or of which too much would be removed, is
    /// left out if there are others.
    ///
    /// - Throws: ``EngineError/noFolder(collection:)``, ``EngineError/otherFolder(collection:has:asked:)``,
    ///   ``EngineError/rootRefused(path:collection:reason:)``; if no root is left, ``EngineError/removalsRefused(_:)`` or
    ///   ``EngineError/folderUnreadable(path:detail:)``.
    func prepare() async throws -> Preparation {
        let begin = ContinuousClock.now
        let (collection, options) = (collection, options)
        let targets = try await collection.syncTargets(directory, options)
        async let damaged =
            options.dryRun
            ? [] : collection.damagedImages(readsAll: options.full || options.force)
        let empty = SyncReport(
            collection: collection.name, directory: targets[0].root.path, dryRun: options.dryRun)
        var report = empty
        var (roots, failure) = try await look(at: targets, &report)
        if roots.contains(where: { !$0.plan.missing.isEmpty }) {
            // A file that moved while the folders were walked through may have been seen in neither place. It left its old one
            // before this walk begins, so this one finds it: without it, its record would be removed.
            report = empty
            (roots, failure) = try await look(at: targets, &report)
        }
        await leaveOutRefused(&roots, &failure, &report)
        if !options.dryRun { try await collection.note(report.offline) }
        if roots.isEmpty, let failure { throw failure }
        let takesPages = frames.pages
        let needsIDs = roots.hasNewFiles || takesPages && roots.contains { !$0.plan.candidates.isEmpty }
        let ids = needsIDs ? try await collection.catalogue.ids(in: collection.recordID) : []
        let plans = await Blocking.run { [roots] in
            var plans = roots
            plans.assignIDs(taken: ids, takesPages: takesPages)
            return plans
        }
        report.total = plans.reduce(0) { $0 + $1.total }
        report.unchanged = plans.reduce(0) { $0 + $1.plan.unchanged }
        report.knownBroken = plans.reduce(0) { $0 + $1.plan.unchangedBroken }
        return Preparation(
            roots: plans, areSeveral: targets.count > 1, damaged: try await damaged, begin: begin,
            report: report)
    }

    /// - Returns: the roots that are there, and why the first one that is not can't be read.
    private func look(
        at targets: [SyncTargetRoot], _ report: inout SyncReport
    ) async throws -> ([RootPlan], EngineError?) {
        let folders = SyncFolders(roots: targets.map(\.root), areSeveral: targets.count > 1)
        var (roots, failure): ([RootPlan], EngineError?) = ([], nil)
        var passedBy = PassedBy()
        var walks: [(walk: Walk, target: SyncTargetRoot)] = []
        for (place, target) in targets.enumerated() {
            do {
                let walk = try await walk(target.root)
                for problem in walk.scan.problems {
                    let path = folders.shown(problem.path, below: place)
                    report.note(SyncProblem(path: path, detail: problem.detail))
                }
                passedBy.add(walk.scan.passedBy, below: folders.shown("", below: place))
                walks.append((walk, target))
            } catch let error as EngineError {
                guard case .folderUnreadable = error else { throw error }
                failure = failure ?? error
                report.note(
                    SyncedRoot(
                        id: target.root.id, path: target.root.path, state: .offline, total: 0,
                        detail: "\(error)"))
            }
        }
        (report.passedBy, report.passedByKinds) = (passedBy.count, passedBy.kinds())
        let unsettled = walks.reduce(into: Set<Int64>()) { $0.formUnion($1.walk.unsettledSizes) }
        for (walk, target) in walks { roots.append(try await plan(walk, target, unsettled)) }
        return (roots, failure)
    }

    /// What a walk through a root's folder found.
    private struct Walk: Sendable {
        var scan: FolderScan
        let records: [FileRecord]
        /// Of a new root, which has no id yet to keep them by.
        var nonImages = KnownNonImages()
        /// Of files that are left out because they are being written.
        var unsettledSizes: Set<Int64> = []
    }

    /// Walks through a root's folder and opens files that neither their name nor an earlier walk identifies.
    private func walk(_ root: RootRecord) async throws -> Walk {
        let (collection, options) = (collection, options)
        let frames = frames
        async let look = Blocking.run {
            var scan = try FolderScan.look(root.path, frames)
            let sizes =
                options.unsettled.isEmpty ? [] : scan.leaveOut(options.unsettled, below: root.path)
            return (scan, sizes)
        }
        async let known = collection.catalogue.files(ofRoot: root.id, in: collection.recordID)
        let (found, sizes) = try await look
        let seen = Walk(scan: found, records: try await known, unsettledSizes: sizes)
        if seen.scan.doubtful.isEmpty { return seen }
        return await Blocking.run {
            var walk = seen
            let path = collection.data.knownNonImages(root.id)
            let readsAll = options.force || options.full || root.id == 0
            let known = readsAll ? KnownNonImages() : KnownNonImages(contentsOf: path)
            let next = walk.scan.tellDoubtful(below: root.path, records: walk.records, known: known)
            if root.id == 0 { walk.nonImages = next }
            // Only saves work in the next walk.
            if root.id != 0, next.marks != known.marks { try? next.write(to: path) }
            return walk
        }
    }

    /// Records of videos whose frames were taken at another distance than is wanted now: one of each. All frames of a file are
    /// taken together.
    private func videosTakenOtherwise(_ plan: SyncPlan) async throws -> Set<Int64> {
        let (frames, catalogue) = (frames, collection.catalogue)
        guard frames.videos else { return [] }
        let first = plan.unchangedVideos.compactMap(\.known.first)
        var found: Set<Int64> = []
        for start in stride(from: 0, to: first.count, by: 1_000) {
            let block = Array(first[start..<min(start + 1_000, first.count)])
            for image in try await catalogue.images(recordIDs: block)
            where image.isTaken(otherThan: frames.every) {
                found.insert(image.recordID)
            }
        }
        return found
    }

    /// - Parameter unsettled: sizes of files below all roots that are being written.
    private func plan(
        _ walk: Walk, _ target: SyncTargetRoot, _ unsettled: Set<Int64>
    ) async throws -> RootPlan {
        let (collection, options) = (collection, options)
        var (plan, isEmpty) = await Blocking.run {
            var plan = SyncPlan(
                scan: walk.scan, records: walk.records, readsAll: options.force || options.full)
            plan.keepMissing(sizes: unsettled)
            return (plan, RootFolder.state(target.root.path) == .empty)
        }
        plan.read(videosOf: try await videosTakenOtherwise(plan))
        let known = collection.record.root(target.root.id)?.places ?? []
        // Files of a kind that is not wanted any more are meant to go.
        let (frames, records) = (frames, walk.records)
        let guarded = await Blocking.run { records.filter { frames.takes($0.path) } }
        return RootPlan(
            target: target, plan: plan,
            missing: try await collection.catalogue.images(recordIDs: plan.missing.map(\.recordID)),
            guardian: RemovalGuard(
                collection: collection.name, directory: target.root.path, share: removalShare,
                places: walk.scan.places.union(known), records: guarded),
            places: walk.scan.places, nonImages: walk.nonImages, total: walk.scan.files.count,
            isEmpty: isEmpty)
    }

    /// Leaves out the roots of which more would certainly be removed than may be.
    ///
    /// - Parameter failure: why the first root that is left out is.
    private func leaveOutRefused(
        _ roots: inout [RootPlan], _ failure: inout EngineError?, _ report: inout SyncReport
    ) async {
        let (all, options) = (roots, options)
        let refusals = await Blocking.run {
            let sizes = all.newSizes
            return all.map { $0.refusal(options, newSizes: sizes) }
        }
        let isOnly = roots.count == 1 && report.roots.isEmpty
        var left: [RootPlan] = []
        for (root, refusal) in zip(roots, refusals) {
            guard let refusal else {
                report.roots.append(root.synced)
                left.append(root)
                continue
            }
            report.note(root.refused(refusal))
            failure = failure ?? .removalsRefused(refusal)
            // A dry run tells what would be removed.
            if isOnly, options.dryRun { left.append(root) }
        }
        roots = left
    }
}

extension SyncReport {
    /// Whether roots are offline, by their ids.
    fileprivate var offline: [Int64: Bool] {
        let known = roots.filter { $0.id != 0 }
        return Dictionary(known.map { ($0.id, $0.state == .offline) }, uniquingKeysWith: { a, _ in a })
    }

    /// Notes that a root is not synced, and why.
    mutating func note(_ root: SyncedRoot) {
        roots.removeAll { $0.path == root.path }
        roots.append(root)
        note(SyncProblem(path: root.path, detail: root.detail ?? ""))
    }
}
