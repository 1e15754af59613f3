import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct FilterTests {
    /// Attributes of pictures 1, 2, …
    private static let attributes: [[String: JSONValue]] = [
        ["colour": "red", "price": 10, "sold": true],
        ["colour": "blue", "price": 10.0, "sold": false],
        ["colour": "red", "price": 12.5, "note": nil],
        ["price": "10", "sold": "true", "tags": ["a", "b"]],
        [
            "it's \"odd\" $.a[0] 犬": "x'; DROP TABLE images; --", "": "no name", "a.b": 1,
            "nested": ["b": 1, "a": [2]],
        ],
        [:],
    ]

    private func recordIDs(_ driver: Driver, _ filter: [String: [JSONValue]]) async throws -> [Int64] {
        let scene = try await Scene(driver)
        try await scene.add("1", "2", "3", "4", "5", "6") {
            $0.attributes = Self.attributes[Int($0.recordID) - 1]
        }
        return try await scene.catalogue.recordIDs(
            matching: AttributeFilter(filter), in: scene.collection.recordID)
    }

    @Test(
        arguments: Driver.allCases,
        [
            (["colour": ["red"]], [1, 3]),
            (["colour": ["red", "blue"]], [1, 2, 3]),
            (["colour": ["red"], "price": [10]], [1]),
            (["colour": []], []),
            (["colour": ["Red"]], []),
            (["missing": ["red"]], []),
            (["price": [10]], [1, 2]),
            (["price": [10.0]], [1, 2]),
            (["price": ["10"]], [4]),
            (["price": [12.5, "10"]], [3, 4]),
            (["sold": [true]], [1]),
            (["sold": [false]], [2]),
            (["sold": [1]], []),
            (["sold": ["true"]], [4]),
            (["note": [nil]], [3]),
            (["tags": [["a", "b"]]], [4]),
            (["tags": [["b", "a"]]], []),
            (["tags": ["[\"a\",\"b\"]"]], []),
            (["nested": [["a": [2], "b": 1]]], [5]),
            (["it's \"odd\" $.a[0] 犬": ["x'; DROP TABLE images; --"]], [5]),
            (["": ["no name"]], [5]),
            (["a.b": [1]], [5]),
            ([:], [1, 2, 3, 4, 5, 6]),
        ] as [([String: [JSONValue]], [Int64])])
    func everyConditionHolds(_ driver: Driver, _ example: ([String: [JSONValue]], [Int64])) async throws {
        #expect(try await recordIDs(driver, example.0) == example.1)
    }

    @Test(arguments: Driver.allCases)
    func aFilterSeesChangesAndReadyPicturesAlone(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let images = try await scene.add("a", "b", "c") { $0.attributes = ["colour": "red"] }
        var (blue, broken) = (images[0], images[1])
        blue.attributes = ["colour": "blue"]
        (broken.state, broken.vector) = (.failed, nil)
        try await scene.catalogue.apply([.put(blue), .put(broken)], updating: nil)
        let red = AttributeFilter(["colour": ["red"]])
        #expect(try await scene.catalogue.recordIDs(matching: red, in: scene.collection.recordID) == [3])
        try await scene.catalogue.apply([.delete(recordID: 3)], updating: nil)
        #expect(try await scene.catalogue.recordIDs(matching: red, in: scene.collection.recordID) == [])
        let other = try await scene.catalogue.create(.sample("other"))
        #expect(try await scene.catalogue.recordIDs(matching: AttributeFilter([:]), in: other.recordID) == [])
    }
}
