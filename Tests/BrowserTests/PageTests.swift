import Foundation
import TestSupport
import Testing

/// The page in a real browser. The files beside this one add the tests.
@Suite(
    .serialized, .inShop, .timeLimit(.minutes(10)),
    .enabled(
        if: ProcessInfo.processInfo.environment["LOOKALIKE_SKIP_BROWSER"] != "1",
        "LOOKALIKE_SKIP_BROWSER=1 is set"))
struct PageTests {
    let shop: Shop

    init() throws {
        shop = try #require(Shop.current)
    }
}
