import Foundation
import LookalikeJSON
import TestSupport
import Testing

extension PageTests {
    @Test func theDocumentationOffersAFilePicker() async throws {
        _ = try await shop.browser.requests()
        let page = try await shop.page("/docs")
        try await page.wait("document.querySelectorAll('.opblock').length > 20")
        // Swagger UI puts the operation's id into the element's.
        let search =
            "[...document.querySelectorAll('.opblock')].find((e) => "
            + "e.querySelector('.opblock-summary-path')?.dataset.path === '/collections/{collection}/search')"
        try await page.browser.run("\(search).querySelector('.opblock-summary-control').click()")
        try await page.wait("\(search).querySelector('input[type=file]')")
        try await expectNoOutsideRequests()
    }

    @Test func redocShowsTheSameOperations() async throws {
        _ = try await shop.browser.requests()
        let page = try await shop.page("/redoc")
        try await page.wait("document.querySelectorAll('[data-section-id^=\"tag/\"]').length > 10")
        #expect(try await page.value("document.body.innerText.includes('Search by an image')") == true)
        try await expectNoOutsideRequests()
    }

    @Test func thePageItselfAsksNobodyElse() async throws {
        _ = try await shop.browser.requests()
        let page = try await shop.page("/?collection=products&image=mug-01")
        try await page.waitForResults(of: "mug-01.jpg")
        try await expectNoOutsideRequests()
    }

    /// Pictures that a page holds itself (`data:`, `blob:`) are no requests.
    private func expectNoOutsideRequests(at location: SourceLocation = #_sourceLocation) async throws {
        let requests = try await shop.browser.requests()
        let outside = requests.filter { url in
            !url.hasPrefix(shop.server.base + "/")
                && !["data:", "blob:", "about:"].contains { url.hasPrefix($0) }
        }
        #expect(!requests.isEmpty, sourceLocation: location)
        #expect(outside == [], sourceLocation: location)
    }
}
