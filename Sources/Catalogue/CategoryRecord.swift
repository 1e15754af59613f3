public import Foundation

/// A category of a collection: a named group of images.
public struct CategoryRecord: Sendable, Equatable {
    /// Unique in its collection, counted from 1 unless given; never reused.
    public var id: Int64
    /// Unique in its collection.
    public var name: String
    /// Number of its ready images.
    public var count: Int
    /// When the category was created, not when an image was first put into it.
    public var createdAt: Date

    /// A category without images, unless `count` says otherwise.
    public init(id: Int64, name: String, count: Int = 0, createdAt: Date) {
        self.id = id
        self.name = name
        self.count = count
        self.createdAt = createdAt
    }
}

/// The running sum of a category's vectors; divided by the count, it is the prototype.
public struct PrototypeRecord: Sendable, Equatable {
    /// The id of the category.
    public var category: Int64
    /// Number of vectors in the sum.
    public var count: Int
    /// `dimension` numbers; empty if `count` is 0.
    public var sum: [Double]

    /// A sum of `count` vectors.
    public init(category: Int64, count: Int, sum: [Double]) {
        self.category = category
        self.count = count
        self.sum = sum
    }
}

/// One change of a collection's categories.
public enum CategoryChange: Sendable, Equatable {
    /// Creates a category with the record's id.
    case create(CategoryRecord)
    /// Gives the category another name; its images stay in it.
    case rename(id: Int64, name: String)
    /// Its images stay, without a category.
    case delete(id: Int64)
    /// Sets the sum and the count.
    case prototype(PrototypeRecord)
}

/// The categories of collections and the sums of their vectors.
public protocol CategoryCatalogue: Sendable {
    /// By ascending id.
    func categories(in collection: Int64) async throws(CatalogueError) -> [CategoryRecord]
    /// By ascending id; categories without vectors have an empty sum.
    func prototypes(in collection: Int64) async throws(CatalogueError) -> [PrototypeRecord]
    /// The id of the next category, unless it is given one.
    func nextCategory(in collection: Int64) async throws(CatalogueError) -> Int64
    /// Ready images of any of these categories, ascending.
    func recordIDs(inCategories categories: [Int64], of collection: Int64) async throws(CatalogueError)
        -> [Int64]
    /// A page of a category's ready images, by ascending record id, starting after `after`.
    func images(
        inCategory category: Int64, of collection: Int64, after: Int64, limit: Int
    ) async throws(CatalogueError) -> [ImageRecord]
    /// All ready images that have a category, by the ascending reference of their vectors.
    func categorised(in collection: Int64) async throws(CatalogueError) -> [ImagePlacement]
}
