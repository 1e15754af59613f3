import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Images added to a collection that has some.
extension PageTests {
    private func withCollection(_ body: (Page, OpenCollection) async throws -> Void) async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "growing")
        _ = try await engine.put(try shop.picture("hat-01"), as: "hat-01", in: collection)
        let page = try await shop.page("/?collection=growing")
        try await page.wait("all('gallery-item').length == 1")
        try await body(page, collection)
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "growing")
    }

    /// Hands files to the page as a drop does, on one of its parts.
    private func drop(_ files: [(String, [UInt8])], on selector: String, _ page: Page) async throws {
        let list = files.map { JSONValue.array([.string($0.0), .string(Data($0.1).base64EncodedString())]) }
        try await page.browser.run(
            """
            const [files, selector] = arguments;
            const transfer = new DataTransfer();
            for (const [name, base64] of files) {
              transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: 'image/jpeg' }));
            }
            for (const type of ['dragenter', 'dragover', 'drop']) {
              document.querySelector(selector).dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
            }
            """, .array(list), .string(selector))
    }

    @Test func severalDroppedImagesAreAdded() async throws {
        let bad: [UInt8] = Array("no picture".utf8)
        let files = try (1...12).map { ("mug-\($0).jpg", try shop.picture("mug-0\(($0 - 1) % 9 + 1)")) }
        try await withCollection { page, collection in
            try await drop(files + [("bad.jpg", bad)], on: "#grid", page)
            try await page.wait("one('tray-text')?.textContent == '12 images added to growing, 1 not.'")
            #expect(try await page.text("tray-problems").contains("bad.jpg: This is not an image"))
            #expect(collection.count == 13)
            try await page.wait("all('gallery-item').length == 13")
            // What was refused can be tried again.
            try await page.click("tray-retry")
            try await page.wait("one('tray-text')?.textContent == 'No image was added.'")
        }
    }

    /// Where it is dropped says what is meant.
    @Test func oneImageIsAddedWhereItIsDroppedForThat() async throws {
        let picture = try shop.picture("mug-01")
        try await withCollection { page, collection in
            try await drop([("mine.jpg", picture)], on: "[data-drop=add]", page)
            try await page.wait("all('gallery-item').length == 2")
            #expect(collection.count == 2)
            try await drop([("mine.jpg", picture), ("other.jpg", picture)], on: "[data-drop=search]", page)
            try await page.wait("all('part').length == 2 && one('status').dataset.state == 'done'")
            #expect(collection.count == 2)
        }
    }

    @Test func chosenImagesAreAdded() async throws {
        let path = try shop.file("chosen.jpg", shop.picture("boot-01"))
        try await withCollection { page, collection in
            try await page.click("add-open")
            try await page.wait("one('add-dialog')")
            try await page.browser.type(path, into: Page.part("add-files"))
            try await page.wait("all('gallery-item').length == 2 && !one('add-dialog')")
            #expect(try await shop.server.engine.image("chosen.jpg", in: collection).bytes > 0)
        }
    }

    @Test func addingCanBeStopped() async throws {
        let picture = try shop.picture("mug-01")
        let files = (0..<400).map { ("\($0).jpg", picture + Array("\($0)".utf8)) }
        try await withCollection { page, collection in
            try await drop(files, on: "#grid", page)
            try await page.wait("one('tray-cancel')")
            try await page.click("tray-cancel")
            try await page.wait("one('tray-text')?.textContent.startsWith('Stopped: ')")
            #expect(collection.count < 401)
        }
    }
}
