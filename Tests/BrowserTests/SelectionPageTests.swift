import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Several images chosen in the grid, and what is done with all of them.
extension PageTests {
    private func withHats(_ body: (Page, OpenCollection) async throws -> Void) async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "hats")
        for number in 1...6 {
            _ = try await engine.put(
                try shop.picture("hat-0\(number)"), as: "hat-\(number)", attributes: ["size": .int(number)],
                in: collection)
        }
        let page = try await shop.page("/?collection=hats")
        try await page.wait("all('gallery-item').length == 6")
        try await body(page, collection)
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "hats")
    }

    private static func choose(_ place: Int, isRange: Bool = false) -> String {
        "document.querySelectorAll('[data-testid=choose]')[\(place)].dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: \(isRange) }))"
    }

    @Test func aRangeIsChosenAndDeleted() async throws {
        try await withHats { page, collection in
            try await page.browser.run(Self.choose(1))
            try await page.wait("one('selection-count').textContent == '1 image chosen'")
            try await page.browser.run(Self.choose(3, isRange: true))
            try await page.wait("one('selection-count').textContent == '3 images chosen'")
            try await page.click("selection-delete")
            try await page.wait("one('question-text')?.textContent.includes('Delete 3 images')")
            try await page.click("question-yes")
            try await page.wait(
                "all('gallery-item').length == 3 && document.querySelector('#selection').hidden")
            #expect(collection.count == 3)
            #expect(
                try await page.value(
                    "[...document.querySelectorAll('[data-testid=gallery-item]')].map((c) => c.dataset.id)")
                    == ["hat-1", "hat-5", "hat-6"])
        }
    }

    @Test func chosenImagesGetACategoryAndAnAttribute() async throws {
        try await withHats { page, collection in
            let engine = shop.server.engine
            // With the key.
            try await page.browser.run("document.querySelector('[data-testid=gallery-item]').focus()")
            try await page.browser.type("x")
            try await page.browser.press(.right)
            try await page.browser.type("x")
            try await page.wait("one('selection-count').textContent == '2 images chosen'")
            try await page.click("selection-category")
            try await page.wait("one('question-field')")
            try await page.browser.type("straw", into: Page.part("question-field"))
            try await page.click("question-yes")
            try await page.wait("document.querySelector('#selection').hidden")
            let category = try #require(engine.categories(in: collection).first)
            #expect(category.name == "straw" && category.count == 2)
            try await page.browser.run(Self.choose(0))
            try await page.click("selection-attribute")
            try await page.wait("one('question-field')")
            try await page.browser.type("colour = red", into: Page.part("question-field"))
            try await page.click("question-yes")
            try await page.wait("document.querySelector('#selection').hidden")
            #expect(
                try await engine.image("hat-1", in: collection).attributes == [
                    "size": .int(1), "colour": .string("red"),
                ])
        }
    }
}
