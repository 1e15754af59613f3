/// How the cloth, glaze or paint of a product is decorated.
enum Pattern: String, Sendable {
    case plain
    case striped
    case pinstriped
    case spotted
    case checked
    case zigzag
    case banded
}

/// The chosen look of one image's product: everything a drawing may vary.
struct Style: Sendable {
    /// The colour that the product is sold in.
    var main: Colour
    /// The colour of the pattern and of small parts.
    var accent: Colour
    var pattern: Pattern
    /// Legs, handles and the like.
    var timber: Colour
    /// Straps, soles and the like.
    var trim: Colour
    /// Three measures of the product's shape, each between 0 and 1.
    var shape: (Double, Double, Double)
    /// The number of this image within its kind, from 0; for picking between forms.
    var number: Int

    /// A measure of shape carried to a range.
    func first(_ low: Double, _ high: Double) -> Double { lerp(low, high, shape.0) }
    func second(_ low: Double, _ high: Double) -> Double { lerp(low, high, shape.1) }
    func third(_ low: Double, _ high: Double) -> Double { lerp(low, high, shape.2) }
}

/// A kind of product and how it is drawn.
struct Kind: Sendable {
    /// Lower case, fit for a file name, such as "t-shirt".
    let name: String
    /// Whether it stands on the ground, with its foot at y = 90; otherwise it hangs or lies.
    let stands: Bool
    let patterns: [Pattern]
    /// What a shop calls it, where that is not its name.
    let noun: String
    /// Draws the product between -100 and 100 in both directions.
    let draw: @Sendable (inout Canvas, Style) -> Void

    init(
        _ name: String, stands: Bool, noun: String? = nil, patterns: [Pattern] = [.plain],
        draw: @escaping @Sendable (inout Canvas, Style) -> Void
    ) {
        self.name = name
        self.stands = stands
        self.noun = noun ?? name
        self.patterns = patterns
        self.draw = draw
    }
}
