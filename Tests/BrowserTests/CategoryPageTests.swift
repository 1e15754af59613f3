import Foundation
import LookalikeJSON
import TestSupport
import Testing

extension PageTests {
    @Test func categoriesAreShownAndOpened() async throws {
        let page = try await shop.page("/?collection=gallery#categories")
        try await page.wait("all('category-card').length == 4")
        #expect(try await page.text("category-card").contains("5 images"))
        try await page.wait(
            "all('category-card').every((card) => [...card.querySelectorAll('img')].filter((i) => i.naturalWidth > 0).length == 4)"
        )
        let name = try await page.value("document.querySelector('[data-testid=category-card]').title")
        try await page.click("category-card")
        try await page.wait("all('category-picture').length == 5 && one('view-title').textContent == a", name)
        #expect(try await page.value("document.activeElement.id") == "view-title")
        #expect(try await page.value("location.hash") == "#categories/1")
        #expect(try await page.text("view-lead") == "5 images")
        try await page.click("category-picture")
        try await page.wait("one('detail-title').textContent == 'mug-01.jpg'")
        try await page.browser.run("history.back()")
        try await page.wait("!one('detail') && all('category-picture').length == 5")
        try await page.click("all-categories")
        try await page.wait("all('category-card').length == 4")
    }

    @Test func everyPictureIsComparedUnlessPrototypesAreAskedFor() async throws {
        let page = try await shop.page("/?collection=gallery&image=mug-01&top_k=3")
        try await page.wait("one('status').textContent.includes('3 matches, 19 of 20 compared')")
        try await page.click("options-open")
        #expect(
            try await page.value("document.querySelector('[data-testid=prototypes-off]').checked") == true)
        #expect(try await page.results() == shop.found(in: "gallery", ["image_id": "mug-01", "top_k": 3]))
        try await page.click("prototypes-on")
        try await page.wait("one('status').textContent.includes('in 3 of 4 categories, ')")
        #expect(try await page.address().contains("prototypes=on"))
    }

    /// The gallery's own page has them on.
    @Test func prototypesChangeWhatIsSearched() async throws {
        let page = try await shop.page("/app?collection=gallery&image=mug-01&top_k=3")
        try await page.wait(
            "one('status').textContent.includes('3 matches, in 3 of 4 categories, ')")
        #expect(try await page.value("document.querySelector('[data-testid=prototypes-on]').checked") == true)
        try await page.click("options-open")
        try await page.fill("top-categories", "1")
        try await page.browser.press(.enter)
        try await page.wait("one('status').textContent.includes('in 1 of 4 categories, ')")
        #expect(try await page.address().contains("top_categories=1"))
        let nearest: JSONValue = ["image_id": "mug-01", "top_k": 3, "nearest_categories": 1]
        #expect(try await page.results() == shop.found(in: "gallery", nearest))
        try await page.click("prototypes-off")
        try await page.wait("one('status').textContent.includes('3 matches, 19 of 20 compared')")
        #expect(try await page.address().contains("prototypes=off"))
        #expect(try await page.results() == shop.found(in: "gallery", ["image_id": "mug-01", "top_k": 3]))
        #expect(try await page.value("document.querySelector('#top-categories-setting').hidden") == true)
    }

    @Test func onlyPrototypesCanBeSearched() async throws {
        let page = try await shop.page("/?collection=gallery")
        try await page.wait("all('gallery-item').length >= 12")
        _ = try await shop.browser.requests()
        try await page.click("options-open")
        try await page.click("prototypes-only")
        try await page.wait("location.search.includes('prototypes=only')")
        try await page.choose(file: try shop.file("mine.jpg", try shop.picture("guitar-02")))
        try await page.wait("all('prototype-card').length == 4")
        #expect(try await page.results().isEmpty)
        let scores = try await page.scores()
        #expect(scores == scores.sorted(by: >))
        #expect(try await page.text("status").contains("4 of 4 categories"))
        #expect(
            try await shop.browser.requests().contains {
                $0.hasSuffix("/collections/gallery/search/categories")
            })
        let best = try await page.value("document.querySelector('[data-testid=prototype-card]').title")
        try await page.click("prototype-card")
        try await page.wait("one('view-title').textContent == a && all('category-picture').length == 5", best)
        // A collection without categories has no such choice.
        try await page.choose(collection: "products")
        try await page.click("tab-search")
        try await page.wait("!document.querySelector('#panel-search').hidden && one('prototypes').hidden")
    }

    @Test func whereThereAreNoCategoriesThePageSaysWhereThereAre() async throws {
        let page = try await shop.page("/?collection=products#categories")
        try await page.wait("one('view-empty')")
        #expect(try await page.text("view-empty").contains("no categories"))
        try await page.click("elsewhere")
        try await page.wait("all('category-card').length == 4")
        #expect(try await page.address().contains("collection=gallery"))
    }
}

extension Shop {
    /// The ids that the server finds when it is asked directly.
    func found(in collection: String, _ order: JSONValue) async throws -> [String] {
        let answer = try await json("POST", "/collections/\(collection)/search", order)
        return (answer["results"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }

    /// What the server answers.
    func json(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let answer = try await server.send(
            method, path, headers: body == nil ? [:] : ["Content-Type": "application/json"],
            body: body.map { Array($0.description.utf8) })
        return try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
    }
}
