/// The one set of colours that every kind of product and every background is drawn from.
///
/// It is shared on purpose: a search by colour alone then finds things of other kinds.
enum Palette {
    struct Entry: Sendable {
        let name: String
        let colour: Colour
    }

    static let entries = [
        Entry(name: "Red", colour: Colour(0xCF4238)),
        Entry(name: "Orange", colour: Colour(0xE8803A)),
        Entry(name: "Yellow", colour: Colour(0xEDBE45)),
        Entry(name: "Green", colour: Colour(0x55965A)),
        Entry(name: "Teal", colour: Colour(0x2E9A97)),
        Entry(name: "Blue", colour: Colour(0x3F7FCB)),
        Entry(name: "Navy", colour: Colour(0x2D4170)),
        Entry(name: "Purple", colour: Colour(0x8460AE)),
        Entry(name: "Pink", colour: Colour(0xE794AD)),
        Entry(name: "Brown", colour: Colour(0x8D5D40)),
        Entry(name: "Black", colour: Colour(0x34373D)),
        Entry(name: "White", colour: Colour(0xF1EDE5)),
    ]

    /// Pale and middling tones for walls and floors.
    static let walls = [
        Colour(0xE9C9B6), Colour(0xBFD6CB), Colour(0xC3D3E6), Colour(0xF0DFA8), Colour(0xDCCBE4),
        Colour(0xE5DED2), Colour(0xA9BFA5), Colour(0xD99F86), Colour(0x8DA9C2), Colour(0xCFCFCF),
        Colour(0xF2D3D6), Colour(0x7F9C98),
    ]

    /// Light, middling and dark timber.
    static let timbers = [Colour(0xD8B384), Colour(0xB98555), Colour(0x8A5E3F), Colour(0xC9A27A)]

    /// Leather, rubber and plastic parts.
    static let trims = [Colour(0x2C2E33), Colour(0x6B4630), Colour(0xC08A56), Colour(0xE9E3D6)]
}
