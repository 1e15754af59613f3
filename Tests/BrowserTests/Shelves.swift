import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport

/// What the shop has besides its products: a gallery with categories, photos of events, companies, and plain images of a model
/// that knows words.
enum Shelves {
    static let categories = ["mug", "boot", "clock", "guitar"]
    static let event = "3f2a91c0-5b1e-4c57-9d0e-0a1b2c3d4e5f"
    static let otherEvent = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

    static func fill(_ engine: Engine, in folder: TemporaryFolder) async throws {
        try await gallery(engine, folder)
        try await photos(engine, folder)
        try await things(engine)
        for (company, kind) in [("acme", "mug"), ("globex", "boot")] {
            let generation = CompanyGeneration(
                input: "\(folder.path)/pictures/\(kind)", output: "\(folder.path)/embeddings/\(company)",
                model: "tiny")
            _ = try await generation.run(engine.embedder)
            try tellRoot("\(folder.path)/pictures/\(kind)", ofCompanyIn: generation.output)
        }
    }

    /// Says where a company's pictures are, as its own programs may.
    private static func tellRoot(_ root: String, ofCompanyIn folder: String) throws {
        let file = URL(fileURLWithPath: folder + "/index_info.json")
        var members = try JSONDecoder().decode([String: JSONValue].self, from: Data(contentsOf: file))
        members["input_dir"] = .string(root)
        try JSONEncoder().encode(members).write(to: file)
    }

    private static func picture(_ name: String, _ folder: TemporaryFolder) throws -> [UInt8] {
        let kind = name.split(separator: "-")[0]
        return [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/pictures/\(kind)/\(name).jpg")))
    }

    /// Five pictures of each category.
    private static func gallery(_ engine: Engine, _ folder: TemporaryFolder) async throws {
        let collection = try await engine.createCollection(named: "gallery")
        for category in categories {
            for number in 1...5 {
                let name = "\(category)-0\(number)"
                var image = IncomingImage(
                    id: name, bytes: try picture(name, folder), name: name + ".jpg")
                image.category = .named(category)
                _ = try await engine.put(image, in: collection)
            }
        }
    }

    /// A plain image of each colour that the model `colours` knows.
    private static func things(_ engine: Engine) async throws {
        let collection = try await engine.createCollection(
            named: "things", CollectionOptions(model: .named("colours")))
        for (word, colour) in TestPicture.colours {
            var image = IncomingImage(
                id: word, bytes: try TestPicture.plain(colour), name: word + ".jpg")
            image.category = .named(["red", "yellow", "white"].contains(word) ? "warm" : "cold")
            _ = try await engine.put(image, in: collection)
        }
    }

    /// Six photos of one event, four of another.
    private static func photos(_ engine: Engine, _ folder: TemporaryFolder) async throws {
        let collection = try await engine.createCollection(named: "photos")
        for number in 0..<10 {
            let name = "\(categories[number % 4])-0\(number / 4 + 1)"
            let code = number < 6 ? event : otherEvent
            _ = try await engine.put(
                try picture(name, folder), as: name, name: name + ".jpg",
                attributes: ["event_code": .string(code)], in: collection)
        }
    }
}
