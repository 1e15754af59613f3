/// Where images come from, one after the other: a batch's file, a list to import, the files of a folder.
///
/// A source tells images apart by itself: what it reads from one place, such as a file, may become several of its
/// items.
protocol ImageSource {
    associatedtype Item: Sendable

    /// The next item, which may take reading; nil at the end.
    mutating func next() async throws -> Item?

    /// Bytes that an item occupies in memory while it is worked on.
    func weight(of item: Item) -> Int

    /// The id that an item's image gets. Items with one id are worked on one after the other, so that the last one
    /// stays. Nil where no other item can have it.
    func id(of item: Item) -> String?
}

extension ImageSource {
    func weight(of item: Item) -> Int { 0 }
    func id(of item: Item) -> String? { nil }
}

/// A source whose items are known before.
struct ListedImages<Item: Sendable>: ImageSource {
    private let places: Range<Int>
    private let item: (Int) -> Item
    private let weight: (Item) -> Int
    private var place = 0

    /// - Parameters:
    ///   - item: gives the item at a place, 0 ..< `count`.
    ///   - weight: see ``ImageSource/weight(of:)``.
    init(_ count: Int, weight: @escaping (Item) -> Int = { _ in 0 }, item: @escaping (Int) -> Item) {
        places = 0..<count
        self.item = item
        self.weight = weight
    }

    mutating func next() -> Item? {
        guard places.contains(place) else { return nil }
        defer { place += 1 }
        return item(place)
    }

    func weight(of item: Item) -> Int { weight(item) }
}
