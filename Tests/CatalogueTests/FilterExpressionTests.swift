import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

/// Ranges, `not`, `exists`, `all` and `any`.
@Suite(.timeLimit(.minutes(10))) struct FilterExpressionTests {
    /// Attributes of pictures 1, 2, …
    private static let attributes: [[String: JSONValue]] = [
        ["price": 10, "made": "2026-01-31"],
        ["price": 12.5, "made": "2026-02-01"],
        ["price": "11", "made": nil],
        ["price": nil],
        ["price": true, "made": ["2026-01-31"]],
        [:],
    ]

    private static func limit(_ value: JSONValue, included: Bool = true) -> AttributeRange.Limit {
        AttributeRange.Limit(value, isIncluded: included)
    }

    private static func range(
        _ name: String, above: AttributeRange.Limit? = nil, below: AttributeRange.Limit? = nil
    ) throws -> AttributeFilter {
        .range(name, try #require(AttributeRange(above: above, below: below)))
    }

    private func recordIDs(_ driver: Driver, _ filter: AttributeFilter) async throws -> [Int64] {
        let scene = try await Scene(driver)
        try await scene.add("1", "2", "3", "4", "5", "6") {
            $0.attributes = Self.attributes[Int($0.recordID) - 1]
        }
        return try await scene.catalogue.recordIDs(matching: filter, in: scene.collection.recordID)
    }

    @Test(arguments: Driver.allCases)
    func aRangeHasValuesOfItsKindAlone(_ driver: Driver) async throws {
        let cases: [(AttributeFilter, [Int64])] = [
            (try Self.range("price", above: Self.limit(10)), [1, 2]),
            (try Self.range("price", above: Self.limit(10, included: false)), [2]),
            (try Self.range("price", above: Self.limit(10), below: Self.limit(12.5, included: false)), [1]),
            (try Self.range("price", below: Self.limit(12.5)), [1, 2]),
            (try Self.range("price", above: Self.limit(13)), []),
            (try Self.range("price", above: Self.limit(12), below: Self.limit(11)), []),
            (try Self.range("price", above: Self.limit("")), [3]),
            (try Self.range("price", below: Self.limit("2")), [3]),
            (try Self.range("made", above: Self.limit("2026-01"), below: Self.limit("2026-02")), [1]),
            (try Self.range("made", above: Self.limit("2026-01-31", included: false)), [2]),
            (try Self.range("made", below: Self.limit("2026-01-31")), [1]),
            (try Self.range("missing", above: Self.limit(0)), []),
        ]
        for (filter, expected) in cases {
            #expect(try await recordIDs(driver, filter) == expected, "\(filter)")
        }
    }

    @Test func whatIsNoRangeIsNone() {
        #expect(AttributeRange() == nil)
        #expect(AttributeRange(above: Self.limit(1), below: Self.limit("2")) == nil)
        for value in [nil, true, [1], ["a": 1], .double(.nan), .double(.infinity)] as [JSONValue] {
            #expect(AttributeRange(above: Self.limit(value)) == nil, "\(value)")
            #expect(AttributeRange(below: Self.limit(value)) == nil, "\(value)")
        }
    }

    /// What is missing is not a value, what is null is one.
    @Test(arguments: Driver.allCases)
    func missingAndNull(_ driver: Driver) async throws {
        let cases: [(AttributeFilter, [Int64])] = [
            (.exists("price"), [1, 2, 3, 4, 5]), (.not(.exists("price")), [6]),
            (.values("price", [nil]), [4]), (.not(.values("price", [nil])), [1, 2, 3, 5, 6]),
            (.not(.values("price", [10])), [2, 3, 4, 5, 6]),
            (.all([.exists("price"), .not(.values("price", [10, nil]))]), [2, 3, 5]),
            (.not(try Self.range("price", above: Self.limit(0))), [3, 4, 5, 6]),
            (.not(.not(.exists("made"))), [1, 2, 3, 5]),
            (.all([]), [1, 2, 3, 4, 5, 6]), (.not(.all([])), []), (.any([]), []),
            (.not(.any([])), [1, 2, 3, 4, 5, 6]), (.not(.values("price", [])), [1, 2, 3, 4, 5, 6]),
            (.any([.not(.exists("price")), .values("price", ["11"])]), [3, 6]),
        ]
        for (filter, expected) in cases {
            #expect(try await recordIDs(driver, filter) == expected, "\(filter)")
        }
    }

    /// Text that a client sends never becomes part of a statement.
    @Test(arguments: Driver.allCases)
    func namesAndLimitsAreData(_ driver: Driver) async throws {
        let odd = "x'; DROP TABLE images; --"
        let scene = try await Scene(driver)
        try await scene.add("1", "2") { $0.attributes = $0.recordID == 1 ? [odd: "?1 \" ' $.a"] : [:] }
        for filter in [
            .exists(odd), .values(odd, ["?1 \" ' $.a"]), try Self.range(odd, above: Self.limit("?1 \" ' $.")),
            try Self.range(odd, above: Self.limit(""), below: Self.limit("?1 \" ' $.b")),
        ] as [AttributeFilter] {
            #expect(
                try await scene.catalogue.recordIDs(matching: filter, in: scene.collection.recordID) == [1],
                "\(filter)")
            await #expect(
                try scene.catalogue.recordIDs(matching: .not(filter), in: scene.collection.recordID) == [2],
                "\(filter)")
        }
        #expect(try await scene.catalogue.counts(in: scene.collection.recordID).ready == 2)
    }

    /// Every filter finds what going through all pictures finds.
    @Test(arguments: Driver.allCases)
    func theSameAsGoingThroughAll(_ driver: Driver) async throws {
        var random = FilterGenerator(seed: 20)
        let scene = try await Scene(driver)
        let images = (0..<60).map { _ in random.attributes() }
        let recordIDs = try await scene.catalogue.reserveRecordIDs(images.count)
        let records = zip(recordIDs, images).map { recordID, attributes in
            var image = ImageRecord.sample(recordID, "\(recordID)", in: scene.collection)
            image.attributes = attributes
            if recordID % 17 == 0 { (image.state, image.vector) = (.failed, nil) }
            return image
        }
        try await scene.catalogue.apply(records.map(ImageChange.put), updating: nil)
        var found = 0
        for _ in 0..<600 {
            let filter = random.filter(depth: 3)
            let expected = records.filter { $0.state == .ready && filter.isSatisfied(by: $0.attributes) }.map(
                \.recordID)
            await #expect(
                try scene.catalogue.recordIDs(matching: filter, in: scene.collection.recordID) == expected,
                "\(filter)")
            found += expected.count
        }
        // Neither all nor nothing, or the test would say little.
        #expect((3_000...30_000).contains(found))
    }
}

/// Draws attributes and filters: few names and values, so that they meet.
private struct FilterGenerator {
    private var state: UInt64
    private static let names = ["a", "b", "it's"]
    private static let values: [JSONValue] = [
        0, 1, 2, 2.5, -1, "", "a", "B", "ä", "犬", "1", "2026-11-30", nil, true, false, ["a"], ["k": 1],
    ]

    init(seed: UInt64) { state = seed }

    private mutating func below(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }

    private mutating func value() -> JSONValue { Self.values[below(Self.values.count)] }
    private mutating func name() -> String { Self.names[below(Self.names.count)] }

    mutating func attributes() -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [:]
        for name in Self.names where below(4) > 0 { attributes[name] = value() }
        return attributes
    }

    mutating func filter(depth: Int) -> AttributeFilter {
        switch below(depth > 0 ? 7 : 3) {
        case 0: return .values(name(), (0..<below(4)).map { _ in value() })
        case 1: return .exists(name())
        case 2: return range()
        case 3: return .not(filter(depth: depth - 1))
        case 4: return .any((0..<below(4)).map { _ in filter(depth: depth - 1) })
        default: return .all((0..<below(4)).map { _ in filter(depth: depth - 1) })
        }
    }

    private mutating func range() -> AttributeFilter {
        while true {
            let lower = below(3) > 0 ? AttributeRange.Limit(value(), isIncluded: below(2) == 0) : nil
            let upper = below(3) > 0 ? AttributeRange.Limit(value(), isIncluded: below(2) == 0) : nil
            if let range = AttributeRange(above: lower, below: upper) { return .range(name(), range) }
        }
    }
}
