import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// A map in a window that grows and shrinks.
extension PageTests {
    /// The scale of the map and the place of its corner, in pixels.
    private func look(_ page: Page) async throws -> (scale: Double, x: Double, y: Double) {
        let text = try await page.value("document.querySelector('[data-testid=map]').dataset.look")
        let numbers = (text.stringValue ?? "").split(separator: " ").compactMap { Double($0) }
        try #require(numbers.count == 3)
        return (numbers[0], numbers[1], numbers[2])
    }

    private func resize(_ page: Page, width: Int, height: Int) async throws {
        try await page.browser.chrome(
            "Emulation.setDeviceMetricsOverride",
            ["width": .int(width), "height": .int(height), "deviceScaleFactor": 1, "mobile": false])
        try await page.wait("innerWidth == a && innerHeight == b", .int(width), .int(height))
        try await page.wait(
            "one('map').width == one('map').clientWidth && one('map').height == one('map').clientHeight")
    }

    /// The size of the frame.
    private func size(_ page: Page) async throws -> (width: Double, height: Double) {
        let sides =
            try await page.value(
                "(() => { const m = document.querySelector('[data-testid=map]'); return [m.clientWidth, m.clientHeight] })()"
            ).arrayValue?.compactMap(\.doubleValue) ?? []
        try #require(sides.count == 2)
        return (sides[0], sides[1])
    }

    @Test func aMapIsFittedAnewAndKeepsWhatIsLookedAt() async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "resized")
        for kind in ["mug", "boot", "clock"] {
            for number in 1...4 {
                _ = try await engine.put(
                    try shop.picture("\(kind)-0\(number)"), as: "\(kind)-\(number)", in: collection)
            }
        }
        let page = try await shop.page("/?collection=resized#map")
        try await page.wait("one('map')?.dataset.look")
        /// Whether all of the map is in the frame, in its middle, and as large as there is room for.
        func isWhole() async throws -> Bool {
            let (look, size) = (try await look(page), try await size(page))
            let middle = (look.x + look.scale / 2, look.y + look.scale / 2)
            return abs(middle.0 - size.width / 2) < 1 && abs(middle.1 - size.height / 2) < 1
                && abs(look.scale - 0.86 * min(size.width, size.height)) < 1
        }
        #expect(try await isWhole())
        for (width, height) in [(700, 600), (1_500, 1_000), (390, 800)] {
            try await resize(page, width: width, height: height)
            try await eventually("it is fitted again", every: .milliseconds(40)) { try await isWhole() }
        }
        // Zoomed in, the same place stays in the middle.
        try await resize(page, width: 1_280, height: 900)
        try await eventually("it is fitted again", every: .milliseconds(40)) { try await isWhole() }
        try await page.browser.run("document.querySelector('[data-testid=map]').focus()")
        for _ in 0..<4 { try await page.browser.type("+") }
        try await page.browser.press(.right)
        try await page.browser.press(.down)
        func middle() async throws -> (x: Double, y: Double, zoom: Double) {
            let (look, size) = (try await look(page), try await size(page))
            return (
                (size.width / 2 - look.x) / look.scale, (size.height / 2 - look.y) / look.scale,
                look.scale / (0.86 * min(size.width, size.height))
            )
        }
        let wanted = { (value: (x: Double, y: Double, zoom: Double)) in
            abs(value.zoom - 1.4 * 1.4 * 1.4 * 1.4) < 0.05
        }
        try await eventually("it is zoomed", every: .milliseconds(40)) { wanted(try await middle()) }
        try await eventually("it is moved", every: .milliseconds(40)) { try await middle().x > 0.5 }
        let before = try await middle()
        #expect(before.y > 0.5)
        for (width, height) in [(800, 700), (390, 800), (1_280, 900)] {
            try await resize(page, width: width, height: height)
            try await eventually("the same place is in the middle", every: .milliseconds(40)) {
                let now = try await middle()
                return abs(now.x - before.x) < 0.01 && abs(now.y - before.y) < 0.01
                    && abs(now.zoom - before.zoom) < 0.05
            }
        }
        // All of it again, and from then on in windows of other sizes.
        try await page.click("map-whole")
        try await eventually("all is shown", every: .milliseconds(40)) { try await isWhole() }
        try await resize(page, width: 900, height: 700)
        try await eventually("it is fitted again", every: .milliseconds(40)) { try await isWhole() }
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "resized")
    }
}
