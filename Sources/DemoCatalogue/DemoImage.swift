/// One product image of the demo: what it shows, and how to draw it.
public struct DemoImage: Sendable {
    /// The kind of product, such as "mug".
    public let kind: String
    /// A name of its own fit for a file, without an ending, such as "mug-03".
    public let name: String
    /// What a shop would call it, such as "Blue striped mug".
    public let title: String
    /// The name of the product's main colour, such as "Blue".
    public let colour: String

    let scene: Scene

    /// Draws the image, in a few milliseconds: 320 × 320 pixels, or 320 × 240, or 240 × 320.
    ///
    /// Every call on every machine gives the same bytes.
    public func render() -> RGBImage { scene.render() }
}
