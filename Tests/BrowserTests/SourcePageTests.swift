import Foundation
import LookalikeJSON
import TestSupport
import Testing

extension PageTests {
    @Test func aCompanyIsChosenAndSearched() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        try await page.choose(collection: "company/acme")
        try await page.wait(
            "location.search.startsWith('?company=acme') && document.querySelector('#facts').textContent")
        #expect(
            try await page.value("document.querySelector('#facts').textContent.includes('10 images')")
                == true)
        #expect(try await page.value("document.querySelector('#threshold-setting').hidden") == true)
        try await page.click("options-open")
        try await page.fill("top-k", "4")
        try await page.wait("location.search.includes('top_k=4')")
        try await page.choose(file: try shop.file("mine.jpg", try shop.picture("mug-03")))
        try await page.wait("one('status').dataset.state == 'done' && all('result-row').length == 4")
        #expect(try await page.text("result-name").hasPrefix("mug-03"))
        #expect(try await page.scores().first ?? 0 > 0.999)
        #expect(try await page.text("result-path") == "mug-03.jpg")
        try await page.wait("all('result-row').every((row) => row.querySelector('img').naturalWidth > 0)")
        // Another company, the same picture.
        try await page.choose(collection: "company/globex")
        try await page.wait("one('result-name') && one('result-name').textContent.startsWith('boot-')")
        // A company gives fewer than a collection, and this is said.
        let many = try await shop.page("/?company=acme&top_k=80")
        try await many.wait("!one('empty').hidden")
        try await many.choose(file: try shop.file("mine.jpg", try shop.picture("mug-03")))
        try await many.wait("one('warnings').textContent.includes('at most 50')")
    }

    @Test func companiesAreListedAndOpened() async throws {
        let page = try await shop.page("/#companies")
        try await page.wait("all('company-row').length >= 2")
        let names = try await page.value(
            "[...document.querySelectorAll('[data-testid=company-row]')].map((r) => r.dataset.name)")
        let listed = try await shop.json("GET", "/api/companies")["companies"]?.arrayValue ?? []
        #expect(names.arrayValue == listed.map { $0["name"] ?? .null })
        try await page.browser.run("document.querySelector('[data-name=globex] a').click()")
        try await page.wait(
            "!document.querySelector('#panel-search').hidden && location.search == '?company=globex'")
        try await page.wait("document.querySelector('#facts').textContent.includes('10 images')")
        try await page.click("tab-companies")
        try await page.wait("document.querySelector('[data-name=globex] .chip')?.textContent == 'open'")
    }

    @Test func aSearchStaysInsideAnEvent() async throws {
        let page = try await shop.page("/?collection=photos")
        try await page.wait(
            "all('gallery-item').length == 10 && !document.querySelector('#event-setting').hidden")
        try await page.click("tab-events")
        try await page.wait("all('event-card').length == 2")
        #expect(try await page.text("event-card").contains("6 photos"))
        try await page.click("event-card")
        try await page.wait(
            "all('gallery-item').length == 6 && one('event-select').value == a", .string(Shelves.event))
        #expect(try await page.address().contains("event=\(Shelves.event)"))
        try await page.searchSimilar(to: "mug-01")
        try await page.wait("one('status').dataset.state == 'done' && all('result-card').length == 5")
        #expect(try await page.text("status").contains("5 matches, 5 of 10 compared"))
        let order: JSONValue = [
            "image_id": "mug-01", "top_k": 12, "filter": ["event_code": .string(Shelves.event)],
        ]
        #expect(try await page.results() == shop.found(in: "photos", order))
        try await page.browser.run(
            "const s = document.querySelector('[data-testid=event-select]'); s.value = '';"
                + " s.dispatchEvent(new Event('change', { bubbles: true }))")
        try await page.wait("all('result-card').length == 9")
    }

    @Test func whereThereAreNoEventsThePageSaysWhereThereAre() async throws {
        let page = try await shop.page("/?collection=boots#events")
        try await page.wait("one('view-empty')")
        #expect(try await page.text("view-empty").contains("belong to no events"))
        try await page.click("elsewhere")
        try await page.wait("all('event-card').length == 2")
    }

    @Test func aLinkRestoresTheViewAndWhatIsSearched() async throws {
        let event = try await shop.page(
            "/?collection=photos&image=clock-02&event=\(Shelves.otherEvent)&top_k=2")
        try await event.waitForResults(of: "clock-02.jpg")
        try await event.wait("one('event-select').value == a", .string(Shelves.otherEvent))
        #expect(try await event.results().count == 2)
        let only = try await shop.page("/?collection=gallery&image=boot-02&prototypes=only")
        try await only.wait("all('prototype-card').length == 4")
        #expect(
            try await only.value("document.querySelector('[data-testid=prototypes-only]').checked") == true)
        let category = try await shop.page("/?collection=gallery#categories/2")
        try await category.wait(
            "one('view-title').textContent == 'boot' && all('category-picture').length == 5")
        #expect(
            try await category.value("document.querySelector('[aria-current=page]').dataset.view")
                == "categories")
        let unknown = try await shop.page("/?collection=products#nonsense")
        try await unknown.waitForGallery()
    }

    @Test func whatAViewCannotShowIsTold() async throws {
        let company = try await shop.page("/?company=nope")
        #expect(try await company.waitForError().contains("There is no company called “nope”"))
        let category = try await shop.page("/?collection=gallery#categories/99")
        try await category.wait("!one('view-error').hidden && one('view-error').textContent.includes('99')")
        #expect(try await category.value("document.querySelector('#view-body').children.length") == 0)
        // And it goes on with the next one.
        try await category.click("tab-categories")
        try await category.wait("all('category-card').length == 4 && one('view-error').hidden")
    }
}
