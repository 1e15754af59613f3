/// What searches of a collection see at one moment; it stays as it is whatever is written meanwhile.
public struct LocalVectorView: Sendable {
    /// Answers searches of this state; over an index where one is built, else exactly.
    public let index: any VectorIndex
    /// What the files take, in bytes.
    public let bytes: Int
    let snapshot: VectorSnapshot
    let indexes: IndexStore
    let references: RowReferences
    /// Ids of vectors that were to be published and are not there.
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

    /// Number of published vectors whose rows exist.
    public var count: Int { snapshot.count }
    /// Of what it keeps in memory beside the mapped files, and of those, about.
    public var memoryBytes: Int { 16 * snapshot.count + bytes }
    /// Of the images whose vectors there are, in the order in which the vectors were stored.
    public var ids: NumberList<Int64> { snapshot.ids }
    /// Ids of vectors that are missing, or that searches have come across and that are damaged: they are left out of answers.
    public var damagedIDs: [Int64] { missing + snapshot.damagedIDs }

    /// Which of an image's vectors is seen; nil where none is.
    public func storedEntry(of id: Int64) -> VectorEntry? {
        snapshot.position(of: id).map {
            VectorEntry(id: id, reference: references.reference(ofRow: Int(snapshot.rows[$0])))
        }
    }

    /// Whether an image's vector is missing, or is not as it was written. Reads it.
    func holdsDamaged(_ id: Int64) -> Bool { missing.contains(id) || index.isDamaged(id) }

    /// Reads every vector.
    ///
    /// - Returns: the ids of those that are missing or not as they were written.
    func readAll() -> [Int64] {
        missing + (0..<snapshot.count).filter { !snapshot.isIntact(at: $0) }.map { snapshot.ids[$0] }
    }

    /// The same vectors with what there is of the index now.
    var withIndexOfNow: LocalVectorView {
        LocalVectorView(snapshot, indexes, references, missing: missing, bytes: bytes)
    }

    /// What answers searches, and how well.
    public var statistics: IndexStatistics { indexes.statistics(snapshot) }
    /// Why the index can't be used or made, if so: searches are exact then.
    public var problem: VectorFileError? { indexes.problem }
    /// Whether making or extending the index would be worth it.
    public var needsUpkeep: Bool { indexes.needsUpkeep(snapshot) }
}
