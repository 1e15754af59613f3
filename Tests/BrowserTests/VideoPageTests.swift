import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Videos on the page: a card for each, and a player that begins at the frame.
extension PageTests {
    /// A collection with a video that Chromium plays, one that it does not, and a picture.
    private func withVideos(_ name: String, _ body: (Page) async throws -> Void) async throws {
        let engine = shop.server.engine
        let folder = try TemporaryFolder()
        try await TestVideo.write(
            [.init(1, 2), .init(2, 2), .init(3, 2)], to: "\(folder.path)/boat.webm",
            options: "-c:v libvpx -b:v 1M -deadline realtime -g 25")
        try await TestVideo.write(
            [.init(4, 1), .init(5, 1)], to: "\(folder.path)/old.wmv", options: "-c:v wmv2 -b:v 2M")
        try folder.write(try TestPicture.jpeg(seed: 1), to: "still.jpg")
        let collection = try await engine.createCollection(
            named: name, directory: folder.path, frames: FrameOptions(videos: true))
        _ = try await engine.sync(collection, options: SyncOptions())
        try await body(try await shop.page("/?collection=\(name)&image=still"))
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: name)
        withExtendedLifetime(folder) {}
    }

    @Test func aVideoIsOneCardAndPlaysFromItsFrame() async throws {
        try await withVideos("films") { page in
            try await page.wait("all('result-card').length == 2")
            let places = try await page.value(
                "[...document.querySelectorAll('[data-testid=picture-place]')].map((one) => one.textContent).join('|')"
            )
            #expect(places.stringValue?.contains("+2") == true && places.stringValue?.contains("+1") == true)
            // All frames, as an option.
            try await page.click("options-open")
            try await page.click("frames")
            try await page.wait("all('result-card').length == 5")
            #expect(try await page.address().contains("frames=all"))
            try await page.browser.run(
                "document.querySelector('[data-testid=result-card][data-id=\"boat.webm#t=4.000\"]').click()")
            try await page.wait("one('detail-title')?.textContent == 'boat.webm · 0:04'")
            try await page.wait(
                "one('detail-video')?.readyState >= 2 && one('detail-video').currentTime >= 4")
            #expect(try await page.text("detail-facts").contains("0:04 of 0:06"))
            try await page.wait("all('detail-frame').length == 3")
            try await page.click("detail-frame")
            try await page.wait("one('detail-title').textContent == 'boat.webm · 0:00'")
            try await page.wait("one('detail-video')?.readyState >= 2 && one('detail-video').currentTime < 4")
        }
    }

    @Test func aVideoThatCanNotBePlayedCanBeDownloaded() async throws {
        try await withVideos("odd-films") { page in
            try await page.wait("all('result-card').length == 2")
            try await page.browser.run(
                "[...document.querySelectorAll('[data-testid=result-card]')].find((card) => card.dataset.id.startsWith('old.wmv')).click()"
            )
            try await page.wait("one('video-note') && one('detail-picture')?.naturalWidth == 160")
            let link = try await page.value(
                "document.querySelector('[data-testid=video-download]').getAttribute('href')")
            #expect(link.stringValue?.hasSuffix("/file") == true)
        }
    }
}
