internal import Foundation

/// The index of one vector file, of the kind that its settings ask for: makes it, keeps it up to date, and gives each
/// state of the file a view of it.
///
/// What is not made yet is searched exactly, so that answers never wait for an index. All methods may be called from any
/// thread.
public final class IndexStore: Sendable {
    /// The settings that it was made with.
    public let settings: IndexSettings
    private let base: IndexBase
    private let keeper: any IndexKeeper
    private let failure = Guarded<VectorFileError?>(nil)
    /// Held by whoever makes or extends something.
    private let upkeep = Guarded<Void>(())

    /// A collection of no more vectors is searched exactly, whatever kind is asked for; and an index may lack as many before
    /// it is worth extending: they are searched exactly, in less than a millisecond a megabyte of codes.
    public static let largestExact = 4_096

    /// The index of a file. What was made of it earlier is used where it fits the settings; what is damaged is made
    /// again by `upkeep` (see `problem`).
    ///
    /// - Parameter threads: all cores, where nil.
    public convenience init(
        of file: VectorFile, metric: Metric, settings: IndexSettings, threads: Int? = nil
    ) {
        let base = IndexBase(
            file: file, metric: metric, settings: settings,
            threads: max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount))
        self.init(base, settings.kind.keeper(base))
    }

    private init(_ base: IndexBase, _ keeper: any IndexKeeper) {
        self.base = base
        self.keeper = keeper
        settings = base.settings
    }

    /// The index of the file that this one's was compacted to; `upkeep` takes over what can be.
    ///
    /// - Parameters:
    ///   - live: the state that was compacted.
    ///   - snapshot: the state of the new file with the same vectors.
    public func successor(
        of live: VectorSnapshot, for file: VectorFile, _ snapshot: VectorSnapshot
    ) -> IndexStore {
        let base = IndexBase(
            file: file, metric: base.metric, settings: settings, threads: base.threads)
        return IndexStore(base, keeper.successor(of: live, for: base, snapshot))
    }

    /// Why what was made earlier can't be used, or why the last upkeep failed; searches are exact meanwhile.
    public var problem: VectorFileError? { keeper.problem ?? failure.withLock { $0 } }

    private func kept(_ snapshot: VectorSnapshot) -> KeptIndex? {
        do throws(VectorFileError) {
            return try keeper.index(snapshot)
        } catch {
            failure.withLock { $0 = error }
            return nil
        }
    }

    /// The index of a state of the file.
    ///
    /// - Precondition: the snapshot is of the file.
    public func index(_ snapshot: VectorSnapshot) -> any VectorIndex {
        kept(snapshot)?.index ?? base.exact(snapshot)
    }

    /// What answers searches of a state of the file, and how well.
    public func statistics(_ snapshot: VectorSnapshot) -> IndexStatistics {
        kept(snapshot)?.statistics()
            ?? IndexStatistics(
                kind: .flat, indexed: snapshot.count, recall: 1, effort: nil, selfRecall: 1)
    }

    /// Whether `upkeep` would do something.
    public func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool {
        let file = base.file
        if file.codeFailure == nil, let codes = file.codes, codes.coveredRows < file.rowCount { return true }
        return keeper.needsUpkeep(snapshot)
    }

    /// Makes or extends what the settings ask for. Searches go on meanwhile; ask `index` again afterwards.
    ///
    /// Takes minutes for a million rows; does nothing where nothing is needed.
    ///
    /// - Parameters:
    ///   - threads: those of the store, where nil.
    ///   - isCancelled: asked several times a second; what is done by then is kept where it is of use.
    /// - Throws: what keeps it from being made or stored; searches are exact then.
    public func upkeep(
        _ snapshot: VectorSnapshot, threads: Int? = nil, isCancelled: @escaping @Sendable () -> Bool
    ) throws(VectorFileError) {
        let work = IndexUpkeep(
            snapshot: snapshot, threads: threads ?? base.threads, isCancelled: isCancelled)
        try upkeep.withLock { (_) throws(VectorFileError) in
            do throws(VectorFileError) {
                try base.file.completeCodes()
                try keeper.upkeep(work)
                failure.withLock { $0 = nil }
            } catch {
                failure.withLock { $0 = error }
                throw error
            }
        }
    }
}
