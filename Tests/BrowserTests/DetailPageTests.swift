import Foundation
import LookalikeCatalogue
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
            try await page.choose("detail-category", "")
            _ = try await eventually("it has no category", every: .milliseconds(30)) {
                try await engine.image("mug-1", in: collection).category == nil
            }
            try await page.wait("one('detail-name') && one('detail-category').value == ''")
            try await page.fill("detail-name", "The red mug")
            try await page.browser.press(.enter)
            try await page.wait("one('detail-title').textContent == 'The red mug'")
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

    /// What a camera wrote, in both orders of bytes.
    @Test(arguments: [true, false])
    func whatTheCameraWroteIsShown(isLittleEndian: Bool) async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "camera")
        let picture = try shop.picture("mug-01")
        let exif = Exif(isLittleEndian: isLittleEndian).segment
        _ = try await engine.put(Array(picture[..<2]) + exif + picture[2...], as: "photo", in: collection)
        let page = try await shop.page("/?collection=camera&open=photo")
        try await page.wait("document.querySelector('[data-fact=camera]')")
        #expect(
            try await page.value("document.querySelector('[data-fact=camera]').textContent") == "Optik A1")
        #expect(
            try await page.value("document.querySelector('[data-fact=exposure]').textContent")
                == "1/250 s, ISO 200")
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "camera")
    }

    @Test func anImageThatIsGoneIsTold() async throws {
        let page = try await shop.page("/?collection=products&open=nothing")
        try await page.wait("one('detail-error')?.textContent.includes('nothing')")
        try await page.click("detail-close")
        try await page.wait("!one('detail')")
    }
}

/// An EXIF segment with a make, a model, an exposure time and a sensitivity.
private struct Exif {
    let isLittleEndian: Bool

    private func number(_ value: Int, _ size: Int) -> [UInt8] {
        let bytes = (0..<size).map { UInt8(value >> (8 * $0) & 0xFF) }
        return isLittleEndian ? bytes : bytes.reversed()
    }

    /// - Parameter value: four bytes, or where it is.
    private func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: [UInt8]) -> [UInt8] {
        number(tag, 2) + number(type, 2) + number(count, 4) + value
    }

    var segment: [UInt8] {
        // Two directories of 3 and 2 entries, then what does not fit into an entry.
        let texts = 8 + 2 + 3 * 12 + 4 + 2 + 2 * 12 + 4
        let inner = 8 + 2 + 3 * 12 + 4
        var tiff = Array((isLittleEndian ? "II" : "MM").utf8) + number(42, 2) + number(8, 4)
        tiff += number(3, 2)
        tiff += entry(0x10F, 2, 6, number(texts, 4)) + entry(0x110, 2, 3, Array("A1".utf8) + [0, 0])
        tiff += entry(0x8769, 4, 1, number(inner, 4)) + number(0, 4)
        tiff += number(2, 2) + entry(0x829A, 5, 1, number(texts + 6, 4))
        tiff += entry(0x8827, 3, 1, number(200, 2) + [0, 0]) + number(0, 4)
        tiff += Array("Optik".utf8) + [0] + number(1, 4) + number(250, 4)
        let body = Array("Exif".utf8) + [0, 0] + tiff
        return [0xFF, 0xE1, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 0xFF)] + body
    }
}
