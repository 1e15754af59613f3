import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// The library: all images of a collection, however many.
extension PageTests {
    /// Only what is in view is in the document, and every place can be reached.
    @Test func aLongListIsReadAsItIsLookedAt() async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(
            named: "long", CollectionOptions(model: .none, dimension: 4))
        for start in stride(from: 0, to: 5_000, by: 1_000) {
            let images = (start..<start + 1_000).map {
                IncomingImage(id: "n-\($0)", vector: [1, Float($0), 0, 0], attributes: [:])
            }
            _ = try await engine.put(images, in: collection)
        }
        let page = try await shop.page("/?collection=long")
        try await page.wait(
            "one('gallery-item')?.dataset.id == 'n-0' && one('status').textContent == '5,000 images'")
        let cells = "document.querySelectorAll('#grid > li').length"
        #expect(try await page.value(cells).intValue ?? .max < 200)
        try await page.browser.run("scrollTo(0, document.documentElement.scrollHeight)")
        try await page.wait("document.querySelector('[data-id=\"n-4999\"]')")
        #expect(try await page.value(cells).intValue ?? .max < 200)
        let place = try await page.value(
            "document.querySelector('[data-id=\"n-4999\"]').closest('li').ariaPosInSet")
        #expect(place == "5000")
        try await page.browser.run("scrollTo(0, document.documentElement.scrollHeight / 2)")
        try await page.wait(
            "all('gallery-item').some((card) => Math.abs(Number(card.dataset.id.slice(2)) - 2500) < 100)")
        // The other way round.
        try await page.browser.run(
            "const s = document.querySelector('[data-testid=sort]'); s.value = 'newest'; s.dispatchEvent(new Event('change'))"
        )
        try await page.wait("one('gallery-item')?.dataset.id == 'n-4999'")
        #expect(try await page.address().contains("order=newest"))
        try await engine.deleteCollection(named: "long")
    }

    /// Further matches come as the visitor scrolls, each once, in the order of one large search.
    @Test func moreResultsComeWithoutAnEnd() async throws {
        let page = try await shop.page("/?collection=products&image=mug-01")
        try await page.waitForResults(of: "mug-01.jpg")
        let order: JSONValue = ["image_id": "mug-01", "top_k": 300]
        let all = try await shop.found(in: "products", order)
        #expect(all.count == 209)
        try await page.browser.run(
            "window.seen = new Map(); document.querySelector('[data-testid=result-card]').focus()")
        let look =
            "[...document.querySelectorAll('[data-testid=result-card]')].forEach((c) => seen.set(c.closest('li').ariaPosInSet, c.dataset.id)); return seen.size"
        _ = try await eventually("all matches were seen", within: .seconds(60), every: .milliseconds(20)) {
            try await page.browser.press(.down)
            return try await page.browser.run(look).intValue == 209
        }
        let seen = try await page.value("[...Array(209).keys()].map((i) => seen.get(String(i + 1)))")
        #expect(seen.arrayValue?.compactMap(\.stringValue) == all)
        try await page.wait("one('status').dataset.state == 'done'")
    }

    @Test func filtersChooseImagesAndMatches() async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "priced")
        for number in 1...8 {
            _ = try await engine.put(
                try shop.picture("mug-0\(number)"), as: "mug-\(number)",
                attributes: [
                    "price": .int(number * 10), "colour": .string(number % 2 == 0 ? "red" : "blue"),
                ],
                in: collection)
        }
        let page = try await shop.page("/?collection=priced")
        try await page.wait("all('gallery-item').length == 8")
        try await page.click("filters-open")
        try await page.wait("all('filter-suggestion').length == 2")
        try await page.browser.type("price", into: Page.part("filter-field"))
        try await page.choose("filter-is", "least")
        try await page.browser.type("30", into: Page.part("filter-value"))
        try await page.browser.press(.enter)
        try await page.wait("all('gallery-item').length == 6 && one('status').textContent == '6 of 8 images'")
        #expect(try await page.text("filter-chip") == "price is at least 30")
        // The way through the address is the same.
        let both =
            "/?collection=priced&image=mug-8&filter="
            + "[[\"price\",\"least\",30],[\"colour\",\"among\",[\"red\",\"green\"]]]"
            .addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
        let found = try await shop.page(both)
        try await found.waitForResults(of: "mug-8")
        #expect(try await Set(found.results()) == ["mug-4", "mug-6"])
        try await found.browser.run("document.querySelectorAll('[data-testid=filter-remove]')[1].click()")
        try await found.wait("all('result-card').length == 5")
        try await found.click("filters-clear")
        try await found.wait("all('result-card').length == 7 && !one('filter-chip')")
        // What nothing fits says so, with the way out.
        let none = try await shop.page(
            "/?collection=priced&filter=%5B%5B%22colour%22%2C%22equals%22%2C%22pink%22%5D%5D")
        try await none.wait("!one('empty').hidden")
        #expect(try await none.text("empty").contains("fits the filters"))
        try await none.browser.click("[data-testid=empty] button")
        try await none.wait("all('gallery-item').length == 8")
        try await engine.deleteCollection(named: "priced")
    }

    @Test func aFilterThatCannotBeReadIsTold() async throws {
        let page = try await shop.page("/?collection=products&filter=nonsense")
        try await page.waitForGallery()
        #expect(try await page.text("warnings").contains("a filter that can’t be read"))
    }
}

extension Page {
    /// Chooses from a list.
    func choose(_ part: String, _ value: String) async throws {
        try await browser.run(
            "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
                + " s.dispatchEvent(new Event('change', { bubbles: true }))", .string(Self.part(part)),
            .string(value))
    }
}
