internal import LookalikeCatalogue

/// One caller's change: all of it is written or nothing, together with other changes of the same moment.
enum CollectionWrite: Sendable {
    /// With the name of the model that made the vectors; nil for clients' vectors.
    case put([StorableImage], model: String?)
    /// Replaces an image's vector, unless the image has changed.
    case heal(StorableImage, of: ImageRecord)
    case delete(id: String)
    /// Deletes those that exist.
    case deleteAll(ids: [String])
    case label(id: String, ImageEdit)
    case createCategory(String, id: Int64?)
    case renameCategory(Int64, String)
    case deleteCategory(Int64)

    /// Whether it brings vectors, which one model made.
    var hasVectors: Bool {
        switch self {
        case .put, .heal: true
        case .delete, .deleteAll, .label, .createCategory, .renameCategory, .deleteCategory: false
        }
    }

    /// The ids of the affected images.
    var ids: [String] {
        switch self {
        case .put(let images, _): images.map(\.id)
        case .heal(let image, _): [image.id]
        case .delete(let id), .label(let id, _): [id]
        case .deleteAll(let ids): ids
        case .createCategory, .renameCategory, .deleteCategory: []
        }
    }

    /// How many images, and how many of their bytes, are in memory until the write is done.
    var weight: (count: Int, bytes: Int) {
        guard case .put(let images, _) = self else { return (1, 0) }
        return (images.count, images.reduce(0) { $0 + ($1.content?.count ?? 0) })
    }
}

/// The result of a write.
enum WriteResult: Sendable {
    case images([StoredRecord])
    case category(CategoryRecord)
    /// How many were deleted.
    case deleted(Int)
    case done
}
