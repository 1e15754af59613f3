/// Settings of the event photos interface.
public struct EventPhotosConfiguration: Sendable {
    /// The model of its clients' vectors.
    public static let contractModel = "resnet50-places365"
    /// The dimension of that model, which is often not installed.
    public static let contractDimension = 2_048

    /// The collection that the interface serves; it is created when it is first needed.
    public var collection = "events"
    /// If installed, it also embeds images. If not, vectors have 2,048 numbers.
    public var model = contractModel

    /// The defaults.
    public init() {}
}
