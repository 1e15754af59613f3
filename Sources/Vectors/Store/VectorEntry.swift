/// A stored vector: the id of its image, and the reference that the store gave it when it was appended.
///
/// A reference names one vector of a collection for good: it is never reused, and compactions do not change it. An
/// image whose vector is replaced keeps its id and gets another reference.
public struct VectorEntry: Sendable, Equatable, Hashable {
    public let id: Int64
    public let reference: Int64

    public init(id: Int64, reference: Int64) {
        self.id = id
        self.reference = reference
    }
}
