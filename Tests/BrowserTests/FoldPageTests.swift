import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Near-identical matches as one card, and other orders than that of the scores.
extension PageTests {
    private func withCopies(_ body: (Page) async throws -> Void) async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "copied")
        for (id, picture) in [
            ("mug-b", "mug-01"), ("mug-a", "mug-01"), ("mug-c", "mug-01"), ("boot", "boot-01"),
            ("hat", "hat-01"),
        ] {
            // Bytes after the end of a JPEG make it another file and the same picture.
            _ = try await engine.put(
                try shop.picture(picture) + Array(id.utf8), as: id, name: id, in: collection)
        }
        try await body(try await shop.page("/?collection=copied&image=hat"))
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "copied")
    }

    @Test func nearIdenticalMatchesAreOneCardThatOpens() async throws {
        try await withCopies { page in
            try await page.wait("all('result-card').length == 4 && !one('copies')")
            try await page.click("options-open")
            try await page.click("fold")
            try await page.wait(
                "all('result-card').length == 2 && one('copies')?.textContent.startsWith('+2')")
            #expect(try await page.address().contains("fold=on"))
            try await page.click("copies")
            try await page.wait("all('copy').length == 3")
            #expect(
                try await Set(
                    page.value(
                        "[...document.querySelectorAll('[data-testid=copy]')].map((c) => c.dataset.id)"
                    )
                    .arrayValue?.compactMap(\.stringValue) ?? []) == ["mug-a", "mug-b", "mug-c"])
            try await page.click("copy")
            try await page.wait("one('detail-title') && !one('copies-dialog')")
        }
    }

    @Test func matchesAreSorted() async throws {
        try await withCopies { page in
            try await page.wait("all('result-card').length == 4")
            try await page.choose("sort", "name")
            try await page.wait("one('result-card').dataset.id == 'boot'")
            #expect(try await page.results() == ["boot", "mug-a", "mug-b", "mug-c"])
            #expect(try await page.address().contains("sort=name"))
        }
    }
}
