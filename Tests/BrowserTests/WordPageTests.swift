import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// Searches by words, with the model `colours`: see Tests/Fixtures/make_word_model.py.
extension PageTests {
    private func things() async throws -> Page {
        let page = try await shop.page("/?collection=things")
        try await page.wait("all('gallery-item').length == 6")
        return page
    }

    private static let ranks = "[...document.querySelectorAll('[data-testid=result-rank]')]"

    @Test func wordsFindWhatTheyName() async throws {
        let page = try await things()
        try await page.search(words: "a blue mug")
        try await page.wait("all('result-rank').length == 6")
        #expect(try await page.results() == shop.found(in: "things", ["text": "a blue mug", "top_k": 12]))
        #expect(try await page.results().first == "blue")
        #expect(
            try await page.value("\(Self.ranks).map((e) => e.textContent)") == ["1", "2", "3", "4", "5", "6"])
        let title = try await page.value("\(Self.ranks)[0].title").stringValue ?? ""
        #expect(title.wholeMatch(of: /Score 0\.4\d\d/) != nil)
        #expect(try await page.value("document.querySelectorAll('.matches .bar').length") == 0)
        #expect(try await page.address().contains("text=a+blue+mug"))
        try await page.browser.run("history.back()")
        try await page.wait("all('gallery-item').length == 6 && one('words').value == ''")
        try await page.browser.run("history.forward()")
        try await page.wait("all('result-rank').length == 6 && one('words').value == 'a blue mug'")
        // A result leads to its look-alikes, which have scores.
        try await page.searchSimilar(to: "blue")
        try await page.waitForResults(of: "blue.jpg")
        #expect(try await page.address() == "?collection=things&image=blue")
        #expect(try await page.scores().count == 5)
        #expect(try await page.value("document.querySelector('[data-testid=words]').value") == "")
    }

    @Test func wordsAndAnImageAreOneQuery() async throws {
        let page = try await things()
        let red = try TestPicture.plain([255, 0, 0])
        try await page.choose(file: try shop.file("mine.jpg", red))
        try await page.waitForResults(of: "mine.jpg")
        #expect(try await page.results().first == "red")
        try await page.search(words: "blue -red")
        try await page.wait("one('result-rank') && one('result-card').dataset.id == 'blue'")
        // The difference of the words is that of the images.
        #expect(try await page.value("Number(\(Self.ranks)[0].dataset.score) > 0.99") == true)
        #expect(try await page.text("query-name") == "mine.jpg")
        try await page.click("part-remove")
        try await page.wait(
            "!one('query-image') && one('status').dataset.state == 'done' && all('result-rank').length == 6")
        let order: JSONValue = [
            "parts": [["text": "blue"], ["text": "red", "negative": true]], "top_k": 12,
        ]
        #expect(try await page.results() == shop.found(in: "things", order))
        try await page.click("clear")
        try await page.wait("all('gallery-item').length == 6 && one('words').value == ''")
        // What is typed counts when an image is dropped.
        try await page.browser.type("blue -red", into: Page.part("words"))
        try await page.hand(red, named: "dropped.jpg", by: .drop)
        try await page.waitForResults(of: "dropped.jpg")
        #expect(try await page.results().first == "blue")
        #expect(try await page.address().contains("text=blue+-red"))
    }

    @Test func aThresholdOfImagesIsNotOneOfWords() async throws {
        let words = try await shop.page("/?collection=things&text=red&threshold=0.9")
        try await words.wait("all('result-rank').length == 6 && !one('threshold-unused').hidden")
        try await words.click("options-open")
        #expect(try await words.value("document.querySelector('[data-testid=threshold]').disabled") == true)
        let image = try await shop.page("/?collection=things&image=red&threshold=0.9")
        try await image.wait("!one('empty').hidden && one('threshold-unused').hidden")
        #expect(try await image.text("empty").contains("scores 0.9 or more"))
    }

    @Test func aLinkKeepsTheWords() async throws {
        let page = try await shop.page("/?collection=things&image=white&text=-blue&top_k=3")
        try await page.waitForResults(of: "white.jpg")
        let order: JSONValue = [
            "parts": [["image_id": "white"], ["text": "blue", "negative": true]], "top_k": 3,
        ]
        #expect(try await page.results() == shop.found(in: "things", order))
        #expect(try await page.value("document.querySelector('[data-testid=words]').value") == "-blue")
        let only = try await shop.page("/?collection=things&text=red&prototypes=only")
        try await only.wait("all('prototype-card').length == 2 && one('prototype-card').title == 'warm'")
    }

    @Test func whereWordsAreNotKnownThePageSaysSo() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        let hint = try await page.value("document.querySelector('[data-testid=words]').placeholder")
        #expect(hint.stringValue?.contains("tiny knows images only") == true)
        try await page.search(words: "red")
        #expect(try await page.waitForError().contains("knows images only"))
        #expect(try await page.results().isEmpty)
        let unwanted = try await things()
        try await unwanted.search(words: "-red")
        #expect(try await unwanted.waitForError().contains("only what is not wanted"))
        let company = try await shop.page("/?company=acme&text=red")
        try await company.wait("document.querySelector('#facts').textContent")
        #expect(try await company.value("document.querySelector('#words').disabled") == true)
    }
}

extension Page {
    /// Types words into the box, in place of what it has, and presses the return key.
    func search(words: String) async throws {
        try await fill("words", words)
        try await browser.press(.enter)
    }
}
