import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// The review of duplicates.
extension PageTests {
    /// Three pairs of copies and an image of its own, in a collection that no other test searched.
    private func withDuplicates(
        in name: String, _ body: (Page, OpenCollection) async throws -> Void
    ) async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: name)
        for (id, picture) in [
            ("mug-a", "mug-01"), ("mug-b", "mug-01"), ("boot-a", "boot-01"), ("boot-b", "boot-01"),
            ("hat-a", "hat-01"), ("hat-b", "hat-01"), ("lamp", "lamp-01"),
        ] {
            _ = try await engine.put(try shop.picture(picture), as: id, in: collection)
        }
        let page = try await shop.page("/?collection=\(name)#duplicates")
        try await page.wait("one('duplicates-search')")
        try await body(page, collection)
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: name)
    }

    @Test func duplicatesAreReviewedByKeys() async throws {
        try await withDuplicates(in: "doubled") { page, collection in
            let engine = shop.server.engine
            try await page.click("duplicates-search")
            try await page.wait(
                "one('duplicates-search').textContent == 'Look again' && !one('duplicates-progress')")
            try await page.wait(
                "one('review-place')?.textContent.startsWith('Group 1 of 3: 2 images, the same bytes')")
            try await page.browser.run("document.querySelector('[data-testid=review]').focus()")
            // The other one of the first group, without a removal.
            let other = try await page.value(
                "document.querySelector('[data-testid=review-image][aria-pressed=false]').dataset.id")
            let isFirst = try await page.value(
                "document.querySelector('[data-testid=review-image]').ariaPressed == 'false'")
            try await page.browser.press(isFirst == true ? .left : .right)
            try await page.browser.press(.enter)
            try await page.wait("one('review-place')?.textContent.startsWith('Group 2 of 3')")
            let decisions = try await engine.duplicateDecisions(in: collection)
            #expect(decisions.first?.kept == [other.stringValue ?? ""])
            #expect(collection.count == 7)
            try await page.browser.type("n")
            try await page.wait("one('review-place')?.textContent.startsWith('Group 3 of 3')")
            try await page.browser.type("u")
            try await page.wait("one('review-place')?.textContent.startsWith('Group 2 of 3')")
            try await page.browser.type("a")
            try await page.wait("one('review-place')?.textContent.startsWith('Group 3 of 3')")
            try await page.browser.type("l")
            try await page.wait("one('review-end')")
            #expect(
                try await engine.duplicateDecisions(in: collection).map(\.choice) == [
                    .later, .keepAll, .keep,
                ])
            // They are not asked about again.
            let again = try await shop.page("/?collection=doubled&order=newest#duplicates")
            try await again.wait("one('review-end')?.textContent.includes('nothing to review')")
            try await again.click("duplicates-later")
            try await again.wait("one('review-place')?.textContent.startsWith('Group 1 of 1')")
        }
    }

    @Test func whatIsRemovedOnDemandIsPutBack() async throws {
        try await withDuplicates(in: "doubled-again") { page, collection in
            try await page.click("duplicates-search")
            try await page.wait(
                "one('duplicates-search').textContent == 'Look again' && !one('duplicates-progress')")
            try await page.wait("one('review-place')?.textContent.startsWith('Group 1 of 3')")
            try await page.click("duplicates-remove")
            try await page.click("review-keep")
            try await page.wait("one('review-place')?.textContent.startsWith('Group 2 of 3')")
            #expect(collection.count == 6)
            try await page.click("review-undo")
            try await page.wait("one('review-place')?.textContent.startsWith('Group 1 of 3')")
            #expect(collection.count == 7)
        }
    }
}
