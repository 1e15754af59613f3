import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Searches by other views of an image.
extension PageTests {
    private func wait(_ page: Page, for order: JSONValue) async throws {
        try await page.wait(
            "one('status').dataset.state == 'done' && JSON.stringify(all('result-card').map((c) => c.dataset.id)) == a",
            .string(try await shop.foundText(in: "products", order)))
    }

    @Test func otherViewsAreSearchedBy() async throws {
        let page = try await shop.page("/?collection=products&top_k=12")
        try await page.waitForGallery()
        let picture = try shop.picture("boot-03")
        try await page.choose(file: try shop.file("boot.jpg", picture))
        try await page.waitForResults(of: "boot.jpg")
        try await page.click("options-open")
        #expect(try await page.text("augment-note").contains("another way"))
        try await page.browser.run("document.querySelector('[data-testid=augment-turns]').focus()")
        try await page.browser.type(" ")
        try await page.wait(
            "location.search.includes('augment=turns') && one('augment-note').textContent.includes('4 views')"
        )
        let image = JSONValue.string(Data(picture).base64EncodedString())
        try await wait(page, for: ["image": image, "augment": ["turns"], "top_k": 12])
        try await page.browser.run("document.querySelector('[data-testid=augment-crops]').click()")
        try await page.wait("one('augment-note').textContent.includes('9 views')")
        try await page.choose("augment-by", "mean")
        try await page.wait(
            "location.search.includes('augment=turns,crops') || location.search.includes('augment=turns%2Ccrops')"
        )
        #expect(try await page.address().contains("augment_by=mean"))
        try await wait(
            page,
            for: ["image": image, "augment": ["turns", "crops"], "augment_by": "mean", "top_k": 12])
    }

    /// A stored image is searched with by its file then, as its vector has no other views.
    @Test func storedImagesHaveOtherViewsToo() async throws {
        let page = try await shop.page(
            "/?collection=products&image=mug-01&augment=turns,mirror&top_k=8")
        try await page.waitForResults(of: "mug-01.jpg")
        let image = JSONValue.string(Data(try shop.picture("mug-01")).base64EncodedString())
        try await wait(page, for: ["image": image, "augment": ["turns", "mirror"], "top_k": 8])
        let odd = try await shop.page("/?collection=products&image=mug-01&augment=turns,upside&top_k=8")
        try await odd.waitForResults(of: "mug-01.jpg")
        #expect(try await odd.text("warnings").contains("augment=upside"))
    }
}
