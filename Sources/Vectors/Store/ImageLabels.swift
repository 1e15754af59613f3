public import LookalikeJSON

/// What an image is labelled with. The catalogue is right about it; a vector store that filters has a copy.
public struct ImageLabels: Sendable, Equatable {
    /// What a client stored with the image.
    public var attributes: [String: JSONValue]
    /// The id of its category; nil if it has none.
    public var category: Int64?

    /// By default, the labels of an image that has none.
    public init(attributes: [String: JSONValue] = [:], category: Int64? = nil) {
        self.attributes = attributes
        self.category = category
    }
}

/// Selects images by their labels: those that satisfy both conditions.
public struct LabelFilter: Sendable, Hashable {
    /// Nil is satisfied by every image.
    public var attributes: AttributeFilter?
    /// Ids of categories: an image of any of them satisfies this. Nil is satisfied by every image, also by one without
    /// a category.
    public var categories: Set<Int64>?

    /// By default, a filter that every image satisfies.
    public init(attributes: AttributeFilter? = nil, categories: Set<Int64>? = nil) {
        self.attributes = attributes
        self.categories = categories
    }
}
