import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Pictures that lack a part are shown as such, and each sync says which they are.
extension PageTests {
    @Test func cutPicturesAreMarked() async throws {
        let folder = try TemporaryFolder()
        for number in 1...4 {
            try folder.write(
                TestPicture.jpeg(seed: UInt64(number), width: 96, height: 96), to: "p/\(number).jpg")
        }
        try folder.write(TestPicture.cutJPEG(seed: 7), to: "p/cut.jpg")
        let engine = try await TestEngine.make(folder.path + "/data", purpose: "a server")
        let collection = try await engine.createCollection(named: "cut")
        let shop = shop
        try await LiveServer.run(engine: engine) { server in
            let sync = try await engine.startSync(
                collection, directory: folder.path + "/p", options: SyncOptions())
            _ = try await engine.jobs.finished(sync.id)
            let page = try await Shop(server: server, browser: shop.browser, folder: shop.folder).page(
                "/?collection=cut")
            try await page.wait("all('gallery-item').length == 5")
            let marked = "[...document.querySelectorAll('[data-id]:has([data-testid=picture-mark])')]"
            let ids = "\(marked).map((card) => card.dataset.id)"
            #expect(try await page.value(ids) == ["cut"])
            #expect(
                try await page.value("document.querySelector('[data-testid=picture-mark]').title")
                    .stringValue?.hasPrefix("The file ends early: ") == true)
            try await page.searchSimilar(to: "1")
            try await page.waitForResults(of: "1.jpg")
            #expect(try await page.value(ids) == ["cut"])
            try await page.click("tab-jobs")
            try await page.wait("one('job-row').textContent.includes('1 cut short')")
            try await page.click("job-marks-open")
            try await page.wait("one('job-marks').textContent.includes('cut.jpg: The file ends early: ')")
            #expect(
                try await page.value("document.querySelectorAll('[data-testid=job-marks] li').length") == 1)
            try await page.browser.open("about:blank")
            withExtendedLifetime(folder) {}
        }
    }
}
