import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// What is known of one image, and what can be done with it.
extension PageTests {
    /// Images that a test may change.
    private func withImages(_ body: (Page, Engine) async throws -> Void) async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "mine")
        for number in 1...4 {
            _ = try await engine.put(
                try shop.picture("mug-0\(number)"), as: "mug-\(number)", name: "mug \(number).jpg",
                attributes: ["price": .int(number)], in: collection)
        }
        _ = try await engine.put(try shop.picture("mug-01"), as: "copy", name: "copy.jpg", in: collection)
        try await body(try await shop.page("/?collection=mine"), engine)
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "mine")
    }

    @Test func anImageTellsWhatIsKnownOfIt() async throws {
        try await withImages { page, _ in
            try await page.wait("all('gallery-item').length == 5")
            try await page.click("gallery-item")
            try await page.wait("one('detail-title').textContent == 'mug 1.jpg'")
            let facts = try await page.text("detail-facts")
            #expect(facts.contains("320 × 320") && facts.contains("image/jpeg"))
            try await page.wait("one('detail-picture').naturalWidth == 320")
            try await page.wait("all('attribute').length == 1 && one('attribute').value == '1'")
            // Its copy, and what looks like it.
            try await page.wait("one('detail-duplicates') && one('detail-neighbours')")
            #expect(
                try await page.value(
                    "[...document.querySelectorAll('[data-testid=detail-duplicates] a')].map((a) => a.dataset.id)"
                ).arrayValue?.contains("copy") == true)
            #expect(
                try await page.value("document.querySelectorAll('[data-testid=detail-neighbours] a').length")
                    == 4)
            // To the next one and back.
            try await page.browser.press(.right)
            try await page.wait("one('detail-title').textContent == 'mug 2.jpg'")
            try await page.click("detail-back")
            try await page.wait("one('detail-title').textContent == 'mug 1.jpg'")
            try await page.browser.press(.escape)
            try await page.wait("!one('detail') && !location.search.includes('open')")
        }
    }

    @Test func attributesAndCategoriesAreChanged() async throws {
        try await withImages { page, engine in
            try await page.wait("all('gallery-item').length == 5")
            try await page.click("gallery-item")
            try await page.wait("one('attribute-name')")
            try await page.browser.type("colour", into: Page.part("attribute-name"))
            try await page.browser.type("red", into: Page.part("attribute-value"))
            try await page.browser.press(.enter)
            try await page.wait("all('attribute').length == 2")
            try await page.browser.run(
                "const f = document.querySelector('[data-testid=attribute][data-name=price]'); f.value = '7.5'; f.dispatchEvent(new Event('change'))"
            )
            try await page.wait("document.querySelector('[data-name=price]').value == '7.5'")
            let collection = try await engine.collection(named: "mine")
            _ = try await eventually("both are stored", every: .milliseconds(30)) {
                try await engine.image("mug-1", in: collection).attributes == [
                    "price": .double(7.5), "colour": .string("red"),
                ]
            }
            try await page.browser.run("document.querySelector('[data-testid=attribute-remove]').click()")
            try await page.wait("all('attribute').length == 1")
            try await page.choose("detail-category", "other")
            try await page.browser.type("cups", into: Page.part("detail-new-category"))
            try await page.browser.press(.enter)
            try await page.wait("one('detail-category')?.selectedOptions[0]?.textContent == 'cups'")
            #expect(try await engine.image("mug-1", in: collection).category != nil)
        }
    }

    @Test func anImageIsDeletedOnceTheQuestionIsAnswered() async throws {
        try await withImages { page, engine in
            try await page.wait("all('gallery-item').length == 5")
            try await page.click("gallery-item")
            try await page.wait("one('detail-delete')")
            try await page.click("detail-delete")
            try await page.wait("one('question-text')?.textContent.includes('Delete “mug 1.jpg”')")
            try await page.click("question-no")
            let collection = try await engine.collection(named: "mine")
            #expect(collection.count == 5)
            try await page.click("detail-delete")
            try await page.wait("one('question-yes')")
            try await page.click("question-yes")
            try await page.wait("one('detail-title').textContent == 'mug 2.jpg'")
            #expect(collection.count == 4)
            try await page.browser.press(.escape)
            try await page.wait("all('gallery-item').length == 4")
        }
    }

    @Test func aMatchIsComparedWithTheQuery() async throws {
        let page = try await shop.page("/?collection=products&image=mug-01&open=mug-02")
        try await page.wait("one('detail-compare')")
        try await page.click("detail-compare")
        try await page.wait(
            "one('compare') && [...one('compare').querySelectorAll('img')].every((i) => i.naturalWidth > 0)")
        #expect(try await page.value("document.querySelectorAll('[data-testid=compare] img').length") == 2)
        try await page.browser.run(
            "const z = document.querySelector('[data-testid=compare-zoom]'); z.value = 3; z.dispatchEvent(new Event('input'))"
        )
        try await page.wait(
            "[...one('compare').querySelectorAll('img')].every((i) => i.style.transform == 'scale(3)')")
        try await page.click("compare-close")
        try await page.wait("!one('compare')")
        // And is made part of it.
        try await page.click("detail-less")
        try await page.wait(
            "all('part').length == 2 && location.search.includes('unlike=mug-02') && !one('detail')")
    }

    @Test func anImageThatIsGoneIsTold() async throws {
        let page = try await shop.page("/?collection=products&open=nothing")
        try await page.wait("one('detail-error')?.textContent.includes('nothing')")
        try await page.click("detail-close")
        try await page.wait("!one('detail')")
    }
}
