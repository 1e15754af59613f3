import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// What axe finds: parts without a name, too little contrast, roles that are none.
extension PageTests {
    private static let axe = Fixtures.root + "/.deps/test/axe.min.js"

    private func expectNothingFound(_ page: Page, _ what: String) async throws {
        let script = try String(contentsOfFile: Self.axe, encoding: .utf8)
        try await page.browser.run(script)
        try await page.browser.run(
            "window.found = null; axe.run(document, { resultTypes: ['violations'] }).then((r) => { window.found = r.violations })"
        )
        try await page.wait("window.found")
        let found = try await page.value(
            "window.found.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120) + ' ' + (n.any[0]?.message ?? '')).join(' | '))"
        )
        #expect(found.arrayValue == [], "\(what)")
    }

    @Test(arguments: [false, true])
    func axeFindsNothingInTheLibrary(isDark: Bool) async throws {
        let library = try await shop.page("/?collection=products", isDark: isDark)
        try await library.waitForGallery()
        try await library.click("options-open")
        try await library.click("filters-open")
        try await library.wait("one('filter-field')")
        try await expectNothingFound(library, "library")
        let matches = try await shop.page(
            "/?collection=gallery&image=mug-01&unlike=boot-01&threshold=0.1&open=", isDark: isDark)
        try await matches.wait("one('status').dataset.state == 'done' && all('part').length == 2")
        try await expectNothingFound(matches, "matches")
        let detail = try await shop.page("/?collection=gallery&image=mug-01&open=mug-02", isDark: isDark)
        try await detail.wait("one('detail-neighbours')")
        try await expectNothingFound(detail, "details")
        try await detail.click("detail-compare")
        try await detail.wait("one('compare')")
        try await expectNothingFound(detail, "compare")
    }

    @Test(arguments: [
        "map", "duplicates", "categories", "events", "collections", "companies", "models", "jobs",
        "statistics",
    ])
    func axeFindsNothingInTheViews(view: String) async throws {
        for isDark in [false, true] {
            let collection = view == "events" ? "photos" : "gallery"
            let page = try await shop.page("/?collection=\(collection)#\(view)", isDark: isDark)
            try await page.wait(
                "one('view-body').getAttribute('aria-busy') == 'false' && one('view-body').children.length > 0"
            )
            try await expectNothingFound(page, view)
        }
    }

    @Test func axeFindsNothingInQuestions() async throws {
        let page = try await shop.page("/?collection=gallery&image=mug-01")
        try await page.waitForResults(of: "mug-01.jpg")
        try await page.click("part-region")
        try await page.wait("one('region-box')")
        try await expectNothingFound(page, "region")
        let add = try await shop.page("/?collection=gallery")
        try await add.wait("all('gallery-item').length")
        try await add.click("add-open")
        try await add.wait("one('add-dialog')")
        try await expectNothingFound(add, "add")
        let question = try await shop.page("/?collection=gallery#collections")
        try await question.wait("one('collection-delete')")
        try await question.browser.run("document.querySelector('[data-testid=collection-delete]').click()")
        try await question.wait("one('question')")
        try await expectNothingFound(question, "question")
    }
}
