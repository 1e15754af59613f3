public import LookalikeVectors

/// Settings of the gallery interface.
public struct GalleryConfiguration: Sendable {
    /// The collection that the interface serves; it is created when it is first needed.
    public var collection = "gallery"
    /// Of a new collection; the default model if it is not installed.
    public var model = "resnet50"
    /// The index kind of a new collection.
    public var indexKind = IndexKind.auto
    /// Largest accepted image, within the server's own limit.
    public var maximumUploadBytes = 10 << 20
    /// Number of results if the client does not say, 1 to 50.
    public var searchLimit = 10
    /// Whether searches use prototypes if the client does not say.
    public var usesPrototypes = false

    /// The defaults.
    public init() {}
}
