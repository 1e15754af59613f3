import Foundation
import LookalikeJSON
import TestSupport
import Testing

extension PageTests {
    @Test func statisticsAreTrue() async throws {
        let page = try await shop.page("/?collection=products#statistics")
        try await page.wait("one('statistics-server') && one('statistics-collections').querySelector('td')")
        for name in ["products", "gallery", "photos"] {
            let truth = try await shop.json("GET", "/collections/\(name)")
            let cell = "document.querySelector('tr[data-name=\(name)] [data-column=' + a + ']').textContent"
            #expect(try await page.value(cell, "ready") == .string("\(truth["images"]?.intValue ?? -1)"))
            #expect(try await page.value(cell, "failed") == .string("\(truth["failed"]?.intValue ?? -1)"))
            #expect(try await page.value(cell, "model") == truth["model"])
            #expect(try await page.value(cell, "search") == "exact (auto)")
            #expect(try await page.value(cell, "recall") == "100\u{a0}%")
        }
        let term = "document.querySelector('[data-term=\"' + a + '\"]').textContent"
        let health = try await shop.json("GET", "/api/v1/health")
        #expect(try await page.value(term, "version") == health["version"])
        #expect(try await page.value(term, "model") == health["model"])
        #expect(try await page.value(term, "state") == "healthy")
        let requests = try await page.value("Number(\(term).replaceAll(',', ''))", "requests")
        #expect(requests.intValue ?? 0 > 0)
        let models = try await shop.json("GET", "/models")["models"]?.arrayValue ?? []
        #expect(
            try await page.value(
                "document.querySelectorAll('[data-testid=statistics-models] tbody tr').length")
                == .int(models.count))
    }

    @Test func jobsAreListedWithTheirOutcome() async throws {
        let job = try await shop.json("POST", "/collections/boots/sync", [:])
        let id = try #require(job["id"]?.stringValue)
        let page = try await shop.page("/?collection=boots#jobs")
        try await page.wait("document.querySelector(`[data-id='${a}'][data-state=succeeded]`)", .string(id))
        let row = try await page.value("document.querySelector(`[data-id='${a}']`).innerText", .string(id))
        #expect(row.stringValue?.contains("Sync of boots") == true)
        #expect(row.stringValue?.contains("10 unchanged") == true)
    }

    @Test(
        arguments: [320, 360, 768],
        [
            "map", "duplicates", "categories", "events", "collections", "companies", "models", "jobs",
            "statistics",
        ])
    func narrowViewsHaveNothingToTheSide(width: Int, view: String) async throws {
        let collection = view == "events" ? "photos" : "gallery"
        let page = try await shop.page("/?collection=\(collection)#\(view)", width: width, height: 740)
        try await page.wait(
            "one('view-body').getAttribute('aria-busy') == 'false' && one('view-body').children.length > 0")
        #expect(try await page.value("document.documentElement.scrollWidth").intValue ?? .max <= width)
        let beyond = try await page.value(
            "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > a + 0.5)"
                + ".map((e) => e.outerHTML.slice(0, 80)).slice(0, 3)", .int(width))
        #expect(beyond.arrayValue == [])
        let tab = try await page.value(
            "(() => { const t = document.querySelector('[aria-current=page]').getBoundingClientRect(); return t.left >= 0 && t.right <= a })()",
            .int(width))
        #expect(tab == true)
    }

    @Test func theKeyboardReachesEveryView() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        try await page.browser.run("document.querySelector('[data-testid=sync-button]').focus()")
        for view in [
            "search", "map", "duplicates", "categories", "events", "collections", "companies", "models",
            "jobs", "statistics",
        ] {
            try await page.browser.press(.tab)
            #expect(try await page.value("document.activeElement.dataset.view") == .string(view))
        }
        try await page.browser.press(.enter)
        try await page.wait(
            "document.activeElement.id == 'view-title' && one('view-title').textContent == 'Statistics'")
        #expect(try await page.value("document.title") == "Statistics · Lookalike")
        let unlabelled = try await page.value(
            "[...document.querySelectorAll('input, select, button')].filter((e) => !e.labels?.length && !e.ariaLabel"
                + " && !e.textContent.trim()).map((e) => e.outerHTML.slice(0, 80))")
        #expect(unlabelled.arrayValue == [])
    }
}
