/// The products of the demo: images of many kinds drawn by this module's own code.
///
/// Every kind draws its colours and backdrops from one shared palette, so that images alike in colour are
/// seldom alike in what they show: a search by colour alone goes visibly wrong.
public enum DemoCatalogue {
    /// Every image, kind after kind, in the same order at each run.
    public static let images: [DemoImage] = kinds.enumerated().flatMap { images(of: $1, seed: $0) }

    static let kinds: [Kind] = [
        .mug, .teapot, .bottle, .tShirt, .sneaker, .boot, .hat, .handbag, .backpack, .watch,
        .sunglasses, .umbrella, .headphones, .camera, .lamp, .armchair, .table, .clock, .plant, .guitar,
        .bicycle,
    ]

    private static let imagesPerKind = 10

    private static func images(of kind: Kind, seed: Int) -> [DemoImage] {
        var random = SplitMix64(seed: 0x10_0CA1_1CE0 &+ UInt64(seed) &* 7919)
        let deck = Deck(&random, count: imagesPerKind)
        return (0..<imagesPerKind).map { number in
            let entry = Palette.entries[deck.colours[number]]
            let backdrop = backdrop(deck.backdrops[number], unlike: entry.colour, &random)
            let pattern = kind.patterns[deck.patterns[number] % kind.patterns.count]
            let style = Style(
                main: entry.colour, accent: accent(on: entry.colour, &random), pattern: pattern,
                timber: Palette.timbers[Int(random.next() % 4)], trim: trim(on: entry.colour, &random),
                shape: deck.shape(number), number: number)
            return DemoImage(
                kind: kind.name, name: kind.name + (number < 9 ? "-0" : "-") + String(number + 1),
                title: title(entry.name, pattern, kind), colour: entry.name,
                scene: scene(kind, style, backdrop, &random))
        }
    }

    private static func title(_ colour: String, _ pattern: Pattern, _ kind: Kind) -> String {
        pattern == .plain ? "\(colour) \(kind.noun)" : "\(colour) \(pattern.rawValue) \(kind.noun)"
    }

    private static func scene(
        _ kind: Kind, _ style: Style, _ backdrop: Backdrop, _ random: inout SplitMix64
    ) -> Scene {
        let size = [2: (320, 240), 6: (240, 320)][style.number] ?? (320, 320)
        return Scene(
            kind: kind, style: style, backdrop: backdrop, size: size,
            angle: kind.stands ? random.between(-7, 7) : random.between(-16, 16),
            isMirrored: random.unit() < 0.4, shear: random.between(-0.1, 0.1),
            stretch: random.between(0.92, 1.06), scale: random.between(0.84, 1.04),
            offset: Point(random.between(-9, 9), random.between(-6, 4)))
    }

    /// A second colour that shows clearly on the first.
    private static func accent(on main: Colour, _ random: inout SplitMix64) -> Colour {
        let order = random.permutation(Palette.entries.count).map { Palette.entries[$0].colour }
        return order.first { (($0.brightness - main.brightness).magnitude) > 0.22 } ?? .white
    }

    private static func trim(on main: Colour, _ random: inout SplitMix64) -> Colour {
        let order = random.permutation(Palette.trims.count).map { Palette.trims[$0] }
        return order.first { $0.distance(main) > 0.3 } ?? Palette.trims[0]
    }

    /// A backdrop of the given form whose tone keeps clear of the product's colour.
    private static func backdrop(
        _ form: Backdrop.Form, unlike main: Colour, _ random: inout SplitMix64
    ) -> Backdrop {
        let candidates = (0..<8).map { _ in
            let tones = random.permutation(Palette.walls.count)
            return Backdrop(
                form: form, tone: Palette.walls[tones[0]], second: Palette.walls[tones[1]],
                timber: Palette.timbers[Int(random.next() % 4)], seed: random.next())
        }
        return candidates.first { $0.behind.distance(main) > 0.4 } ?? candidates[0]
    }
}

/// One kind's choices, dealt without repeats so that its images differ as much as they can.
private struct Deck {
    let colours: [Int]
    let backdrops: [Backdrop.Form]
    let patterns: [Int]
    private let shapes: [[Int]]

    init(_ random: inout SplitMix64, count: Int) {
        colours = random.permutation(Palette.entries.count)
        backdrops = random.permutation(Backdrop.Form.allCases.count).map { Backdrop.Form.allCases[$0] }
        patterns = random.permutation(count)
        shapes = (0..<3).map { _ in random.permutation(count) }
    }

    /// Three measures for one image, each spread evenly over the kind's images.
    func shape(_ number: Int) -> (Double, Double, Double) {
        func measure(_ order: [Int]) -> Double { Double(order[number]) / Double(order.count - 1) }
        return (measure(shapes[0]), measure(shapes[1]), measure(shapes[2]))
    }
}
