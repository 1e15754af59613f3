import Foundation
import Lookalike

/// Keeps drawn images in a store and finds those that look like another one.
@main
struct Gallery {
    static let colours: [(name: String, colour: [UInt8])] = [
        ("red", [200, 30, 40]), ("green", [40, 150, 60]), ("blue", [40, 70, 190]),
    ]

    static func main() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gallery-\(UUID().uuidString)")
        // What is left in the temporary folder, the system removes.
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await Store(at: folder)
        let drawings = try await store.collection(named: "drawings", creating: NewCollection())
        for shape in Drawing.Shape.allCases {
            for (name, colour) in colours {
                try await drawings.add(
                    .bytes(Drawing(shape: shape, colour: colour).bytes), id: "\(name)-\(shape)",
                    attributes: ["shape": .string(shape.rawValue), "colour": .string(name)])
            }
        }
        print("There are \(try await drawings.count) drawings.")

        // Another image than any of those that are stored.
        let query = Drawing(shape: .disc, colour: [210, 40, 30], offset: 3).bytes
        print("Most like a reddish disc:")
        for match in try await drawings.search(.bytes(query), k: 3).matches { show(match) }
        print("Most like it among the stripes:")
        for match in try await drawings.search(.bytes(query), k: 3, filter: ["shape": ["stripes"]]).matches {
            show(match)
        }

        // All drawings, however many there are, a page at a time.
        var (seen, end): (Int, PageEnd?) = (0, nil)
        repeat {
            let page = try await drawings.page(.bytes(query), size: 4, after: end)
            seen += page.result.matches.count
            end = page.end
        } while end != nil
        print("Page by page, \(seen) drawings.")
        try await drawings.add(.bytes(query), id: "one")
        try await drawings.add(.bytes(query), id: "another")
        for group in try await drawings.duplicates() {
            print("Duplicates:", group.members.map(\.image.id).sorted().joined(separator: ", "))
        }
        await store.close()
    }

    static func show(_ match: Match) {
        print("  \(match.id) \(String(format: "%.3f", match.score))")
    }
}
