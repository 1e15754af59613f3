internal import Catalogue
internal import Synchronization
internal import Vectors

/// What searches of a collection see at one moment. A change makes another one; searches go on with theirs.
struct CollectionState: Sendable {
    let vectors: VectorView
    let categories: CategorySums
    /// Differs from that of every other state of any collection of this process: what was found under one version is found
    /// as long as it lasts.
    let version: UInt64

    private static let versions = Atomic<UInt64>(0)

    init(_ vectors: VectorView, _ categories: CategorySums) {
        self.vectors = vectors
        self.categories = categories
        version = Self.versions.add(1, ordering: .relaxed).newValue
    }
}
