/// What the event photos' interface can be told.
public struct EventPhotosConfiguration: Sendable {
    /// The model that its clients' vectors are made with.
    public static let contractModel = "resnet50-places365"
    /// Numbers in a vector of that model, which is often not installed.
    public static let contractDimension = 2_048

    public var collection = "events"
    /// An installed one also makes vectors of pictures; of others that are not installed vectors have 2,048 numbers.
    public var model = contractModel

    public init() {}
}
