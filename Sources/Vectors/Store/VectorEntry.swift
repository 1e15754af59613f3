/// A stored vector: the id that it was appended with, and the reference that the store gave it when it was appended.
///
/// A reference names one vector of a collection for good: it is never reused, and compactions do not change it. An
/// image whose vector is replaced keeps its id and gets another reference.
public struct VectorEntry: Sendable, Equatable, Hashable {
    /// The record id of its image.
    public let id: Int64
    /// The number that the store gave the vector; unique in its collection.
    public let reference: Int64

    /// An entry as the catalogue remembers it; a reference is only given by ``VectorStore/append(ids:vectors:)``.
    public init(id: Int64, reference: Int64) {
        self.id = id
        self.reference = reference
    }
}
