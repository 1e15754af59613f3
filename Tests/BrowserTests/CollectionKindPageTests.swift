import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Which files a collection takes, and what is said of one that was deleted.
extension PageTests {
    @Test func rawFilesAreSwitchedOn() async throws {
        let engine = shop.server.engine
        let folder = shop.folder.path + "/pictures/boot"
        _ = try await engine.createCollection(named: "raws", directory: folder)
        let page = try await shop.page("/?collection=raws#collections")
        try await page.wait(
            "document.querySelector('#raw-raws') && !document.querySelector('#raw-raws').checked")
        try await page.browser.run("document.querySelector('#raw-raws').focus()")
        try await page.browser.type(" ")
        _ = try await eventually("raw files are taken", every: .milliseconds(30)) {
            try await engine.collection(named: "raws").record.frames == FrameOptions(raw: true)
        }
        // A sync follows, which finds them.
        _ = try await eventually("it was synced", every: .milliseconds(30)) {
            try await engine.collection(named: "raws").count == 10
        }
        try await page.wait("document.querySelector('#raw-raws').checked")
        // A new one can have it from the beginning.
        try await page.browser.click("[data-testid=new-collection] summary")
        try await page.browser.type("negatives", into: Page.part("new-name"))
        try await page.browser.run("document.querySelector('[data-testid=new-raw]').click()")
        try await page.click("new-make")
        try await page.wait("location.search == '?collection=negatives'")
        #expect(
            try await engine.collection(named: "negatives").record.frames == FrameOptions(raw: true))
        try await page.browser.open("about:blank")
        try await engine.deleteCollection(named: "negatives")
        _ = try await eventually("no sync runs", every: .milliseconds(50)) {
            (try? await engine.deleteCollection(named: "raws")) != nil
        }
    }

    @Test func jobsOfADeletedCollectionAreNotThoseOfANewOne() async throws {
        let engine = shop.server.engine
        func map() async throws -> String {
            let collection = try await engine.createCollection(named: "twice")
            let job = try await engine.startMap(of: collection)
            return try await engine.jobs.finished(job.id).id
        }
        let first = try await map()
        try await engine.deleteCollection(named: "twice")
        let second = try await map()
        let page = try await shop.page("/?collection=twice#jobs")
        let row = "document.querySelector(`[data-testid=job-row][data-id='${a}']`)"
        try await page.wait(
            "\(row)?.textContent.includes('Map of “twice”, a deleted collection')", .string(first))
        try await page.wait(
            "\(row)?.textContent.includes('Map of twice') && !\(row).textContent.includes('deleted')",
            .string(second))
        try await page.browser.open("about:blank")
        try await engine.deleteCollection(named: "twice")
    }
}
