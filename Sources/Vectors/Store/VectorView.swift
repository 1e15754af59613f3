/// The state that searches of a collection see at one moment; later writes do not change it.
public struct VectorView: Sendable {
    public let index: any VectorIndex
    /// Size of the files, in bytes.
    public let bytes: Int
    let snapshot: VectorSnapshot
    let indexes: IndexStore
    let references: RowReferences
    /// Ids of published vectors that are missing.
    let missing: [Int64]

    init(
        _ snapshot: VectorSnapshot, _ indexes: IndexStore, _ references: RowReferences, missing: [Int64],
        bytes: Int
    ) {
        index = indexes.index(snapshot)
        self.snapshot = snapshot
        self.indexes = indexes
        self.references = references
        self.missing = missing
        self.bytes = bytes
    }

    public var count: Int { snapshot.count }
    /// Approximate memory use, including the mapped files.
    public var memoryBytes: Int { 16 * snapshot.count + bytes }
    /// Ids of the images with vectors, in the order in which the vectors were stored.
    public var ids: NumberList<Int64> { snapshot.ids }
    /// Ids of vectors that are missing, or that searches have found damaged: they are left out of answers.
    public var damagedIDs: [Int64] { missing + snapshot.damagedIDs }

    /// The visible vector of an image; nil if there is none.
    public func entry(of id: Int64) -> VectorEntry? {
        snapshot.position(of: id).map {
            VectorEntry(id: id, reference: references.reference(ofRow: Int(snapshot.rows[$0])))
        }
    }

    /// The stored vector of an image; nil if there is none or it is damaged.
    public func vector(of id: Int64) -> [Float]? { index.vector(of: id) }

    /// Whether an image's vector is missing or damaged. Reads it.
    public func isDamaged(_ id: Int64) -> Bool { missing.contains(id) || index.isDamaged(id) }

    /// Reads every vector.
    ///
    /// - Returns: the ids of those that are missing or damaged.
    public func readDamaged() -> [Int64] {
        missing + (0..<snapshot.count).filter { !snapshot.isIntact(at: $0) }.map { snapshot.ids[$0] }
    }

    /// The kind of the index, and how well it performs.
    public var statistics: IndexStatistics { indexes.statistics(snapshot) }
    /// Why the index can't be used or built; nil if it can. Searches are exact without it.
    public var indexProblem: VectorFileError? { indexes.problem }
    /// Whether building or extending the index is worthwhile.
    public var needsUpkeep: Bool { indexes.needsUpkeep(snapshot) }
}
