internal import LookalikeCatalogue
internal import LookalikeVectors
internal import Synchronization

/// The state that searches of a collection see at one moment. A change creates a new one; running searches keep
/// theirs.
struct CollectionState: Sendable {
    let vectors: any VectorView
    let categories: CategorySums
    /// Unique among all states of all collections in this process: a search result stays valid as long as the version
    /// is the same.
    let version: UInt64

    private static let versions = Atomic<UInt64>(0)

    init(_ vectors: any VectorView, _ categories: CategorySums) {
        self.vectors = vectors
        self.categories = categories
        version = Self.versions.add(1, ordering: .relaxed).newValue
    }
}
