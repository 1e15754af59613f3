import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

/// What the images of a collection have as attributes.
@Suite(.timeLimit(.minutes(10))) struct FieldTests {
    private static let attributes: [[String: JSONValue]] = [
        ["colour": "red", "price": 10, "sold": true, "note": nil],
        ["colour": "blue", "price": 12.5, "sold": false],
        ["colour": "red", "price": "free", "tags": ["a", "b"]],
        ["colour": "green", "price": -3],
        ["colour": "blue", "size": 1],
        [:],
    ]

    private static func scene(_ driver: Driver) async throws -> Scene {
        let scene = try await Scene(driver)
        try await scene.add("1", "2", "3", "4", "5", "6") {
            $0.attributes = attributes[Int($0.recordID) - 1]
        }
        // A broken image has no attributes that count.
        try await scene.add("broken") {
            ($0.attributes, $0.state, $0.vector) = (["colour": "pink"], .failed, nil)
        }
        return scene
    }

    @Test(arguments: Driver.allCases) func areCounted(_ driver: Driver) async throws {
        let scene = try await Self.scene(driver)
        let fields = try await scene.catalogue.fields(in: scene.collection.recordID, values: 2, limit: 100)
        #expect(fields.map(\.name) == ["colour", "note", "price", "size", "sold", "tags"])
        let colour = fields[0]
        #expect(colour.images == 5 && colour.distinct == 3 && colour.kinds == [.string: 5])
        #expect(colour.values == [.init("blue", images: 2), .init("red", images: 2)])
        #expect(colour.range == nil)
        #expect(fields[1].kinds == [.null: 1] && fields[1].values == [.init(.null, images: 1)])
        let price = fields[2]
        #expect(price.images == 4 && price.kinds == [.number: 3, .string: 1] && price.range == -3...12.5)
        #expect(price.values.count == 2)
        #expect(fields[4].kinds == [.boolean: 2])
        #expect(fields[5].values == [.init(["a", "b"], images: 1)] && fields[5].kinds == [.array: 1])
    }

    @Test(arguments: Driver.allCases) func areAsManyAsAskedFor(_ driver: Driver) async throws {
        let scene = try await Self.scene(driver)
        let two = try await scene.catalogue.fields(in: scene.collection.recordID, values: 0, limit: 2)
        #expect(two.map(\.name) == ["colour", "note"] && two.allSatisfy { $0.values.isEmpty })
        let other = try await scene.catalogue.create(.sample("other"))
        #expect(try await scene.catalogue.fields(in: other.recordID, values: 5, limit: 5).isEmpty)
    }
}
