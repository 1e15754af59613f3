import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Searches by images elsewhere, named by their addresses.
extension PageTests {
    private var mug: String { shop.server.base + "/collections/products/images/mug-01/content" }

    @Test func anImageIsSearchedWithByItsAddress() async throws {
        let page = try await shop.page("/?collection=products&top_k=6")
        try await page.waitForGallery()
        try await page.wait("one('words').placeholder.includes('address')")
        try await page.browser.type(mug, into: Page.part("words"))
        try await page.browser.press(.enter)
        try await page.wait("one('status').dataset.state == 'done' && all('part').length == 1")
        #expect(try await page.text("query-name") == "content")
        #expect(try await page.results().first == "mug-01")
        // The page itself asks no other host for the image, and a part without a preview can't be cut.
        #expect(
            try await page.value(
                "document.querySelector('[data-testid=part] img') ?? document.querySelector('[data-testid=part-region]')"
            ) == .null)
        #expect(try await page.value("document.querySelector('[data-testid=words]').value") == "")
        // The link has it; words and others come beside it.
        let again = try await shop.page(
            try await page.value("location.pathname + location.search").stringValue ?? "")
        try await again.wait("one('status').dataset.state == 'done' && all('result-card').length == 6")
        try await again.browser.type(
            "-" + shop.server.base + "/collections/products/images/boot-01/content",
            into: Page.part("words"))
        try await again.browser.press(.enter)
        try await again.wait("all('part').length == 2 && one('status').dataset.state == 'done'")
        #expect(try await again.address().contains("unlike_url="))
        let order: JSONValue = [
            "parts": [
                ["url": .string(mug)],
                [
                    "url": .string(shop.server.base + "/collections/products/images/boot-01/content"),
                    "negative": true,
                ],
            ], "top_k": 6,
        ]
        try await again.wait(
            "JSON.stringify(all('result-card').map((c) => c.dataset.id)) == a",
            .string(try await shop.foundText(in: "products", order)))
        try await again.click("part-remove")
        try await again.wait("all('part').length == 1")
    }

    @Test func anAddressIsPasted() async throws {
        let page = try await shop.page("/?collection=products&top_k=4")
        try await page.waitForGallery()
        try await page.browser.run(
            """
            const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
            document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
            """, .string(mug))
        try await page.wait(
            "one('status').dataset.state == 'done' && one('query-name').textContent == 'content'")
        #expect(try await page.results().first == "mug-01")
    }

    @Test func whatCanNotBeFetchedIsTold() async throws {
        let page = try await shop.page(
            "/?collection=products&url=http%3A%2F%2F10.0.0.1%2Fmug.jpg&url=nonsense")
        #expect(try await page.waitForError().contains("10.0.0.1"))
        try await page.wait("one('part').textContent.includes('mug.jpg')")
        let none = try await shop.page("/?collection=products&url=nonsense")
        try await none.waitForGallery()
        try await none.wait("one('warnings').textContent.includes('url=nonsense')")
    }

    @Test func whereNothingIsFetchedThePageSaysWhatToDo() async throws {
        let folder = try TemporaryFolder()
        let engine = try await TestEngine.make(folder.path + "/data")
        let collection = try await engine.createCollection(named: "few")
        _ = try await engine.put(try TestPicture.jpeg(seed: 1), as: "one", in: collection)
        let browser = shop.browser
        try await LiveServer.run(engine: engine) { server in
            try await browser.open(server.base + "/?collection=few")
            let page = Page(browser: browser)
            try await page.wait("all('gallery-item').length == 1")
            #expect(
                try await page.value("document.querySelector('#words').placeholder").stringValue?
                    .contains("address") == false)
            try await page.browser.type("https://shop.example/mug.jpg", into: Page.part("words"))
            try await page.browser.press(.enter)
            let sentence = try await page.waitForError()
            #expect(sentence.contains("fetches no images") && sentence.contains("drop it here"))
            // It is one click away.
            try await page.click("part-remove")
            try await page.wait("all('gallery-item').length == 1 && one('error').hidden")
            try await browser.open("about:blank")
        }
    }
}
