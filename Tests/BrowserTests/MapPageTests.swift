import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// The map of a collection.
extension PageTests {
    @Test func theFirstVisitComputesTheMap() async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "mapped")
        for number in 1...9 {
            for kind in ["mug", "boot", "clock"] {
                _ = try await engine.put(
                    try shop.picture("\(kind)-0\(number)"), as: "\(kind)-\(number)", in: collection)
            }
        }
        let page = try await shop.page("/?collection=mapped#map")
        try await page.wait("one('map')?.dataset.points == '27'")
        // Pictures are drawn on it.
        try await page.wait("Number(one('map').dataset.pictures) > 0")
        let pixels =
            "(() => { const c = document.querySelector('[data-testid=map]'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            + " const seen = new Set(); for (let i = 0; i < d.length; i += 40) seen.add((d[i] >> 4) + ' ' + (d[i + 1] >> 4) + ' ' + (d[i + 2] >> 4)); return seen.size })()"
        _ = try await eventually("the pictures are there", every: .milliseconds(50)) {
            try await page.value(pixels).intValue ?? 0 > 60
        }
        #expect(try await engine.map(of: collection).points.count == 27)
        // A window that gets lower doesn't squeeze them.
        try await page.browser.run(
            "const m = document.querySelector('[data-testid=map]'); m.style.height = m.clientHeight / 2 + 'px'"
        )
        try await page.wait("one('map').height == Math.round(one('map').clientHeight * devicePixelRatio)")
        // Enter opens the image in the middle, Escape leads back.
        try await page.browser.run("document.querySelector('[data-testid=map]').focus()")
        try await page.browser.type("+")
        try await page.browser.press(.enter)
        try await page.wait("one('detail-title')")
        try await page.browser.press(.escape)
        try await page.wait("!one('detail') && one('map')")
        // What came later is not on it, and is told.
        _ = try await engine.put(try shop.picture("hat-01"), as: "hat", in: collection)
        let again = try await shop.page("/?collection=mapped&order=newest#map")
        try await again.wait("one('map-missing')?.textContent.includes('1 image added since is not on it')")
        try await again.click("map-again")
        try await again.wait("!one('map-missing') && one('map')?.dataset.points == '28'")
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "mapped")
    }

    @Test func whereThereAreNoImagesThereIsNoMap() async throws {
        let page = try await shop.page("/?company=acme#map")
        try await page.wait("one('view-empty')")
        #expect(try await page.text("view-empty").contains("companies have no maps"))
    }
}
