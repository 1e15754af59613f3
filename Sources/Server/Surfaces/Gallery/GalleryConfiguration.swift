public import Vectors

/// What the prototype gallery's interface can be told.
public struct GalleryConfiguration: Sendable {
    public var collection = "gallery"
    /// Of a new collection; where it is not installed, the default model.
    public var model = "resnet50"
    public var indexKind = IndexKind.auto
    /// Largest picture accepted, as far as the server accepts it at all.
    public var maximumUploadBytes = 10 << 20
    /// Results where a client does not say how many, 1 to 50.
    public var searchLimit = 10
    /// Whether a search where a client does not say so looks into the nearest categories only.
    public var usesPrototypes = false

    public init() {}
}
