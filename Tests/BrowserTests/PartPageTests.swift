import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// Searches with several images, liked or not, whole or a region of one.
extension PageTests {
    @Test func anImageCanBeUnwanted() async throws {
        let page = try await shop.page("/?collection=things&image=white&unlike=blue&top_k=4")
        try await page.wait("one('status').dataset.state == 'done' && all('part').length == 2")
        let order: JSONValue = [
            "parts": [["image_id": "white"], ["image_id": "blue", "negative": true]], "top_k": 4,
        ]
        #expect(try await page.results() == shop.found(in: "things", order))
        // Liked after all.
        try await page.browser.run("document.querySelectorAll('[data-testid=part-like]')[1].click()")
        try await page.wait(
            "location.search.includes('image=white&image=blue') && one('status').dataset.state == 'done'")
        let both: JSONValue = ["parts": [["image_id": "white"], ["image_id": "blue"]], "top_k": 4]
        try await page.wait(
            "JSON.stringify(all('result-card').map((c) => c.dataset.id)) == a",
            .string(try await shop.foundText(in: "things", both)))
        try await page.click("part-remove")
        try await page.wait("all('part').length == 1 && !location.search.includes('white')")
        let only = try await shop.page("/?collection=things&unlike=blue")
        #expect(try await only.waitForError().contains("only what is not wanted"))
    }

    @Test func filesAndStoredImagesAreOneQuery() async throws {
        let page = try await shop.page("/?collection=things&unlike=white&top_k=4")
        _ = try await page.waitForError()
        try await page.choose(
            file: [
                try shop.file("red.jpg", try TestPicture.plain([255, 0, 0])),
                try shop.file("blue.jpg", try TestPicture.plain([0, 0, 255])),
            ].joined(separator: "\n"))
        try await page.wait("all('part').length == 2 && one('status').dataset.state == 'done'")
        let files: JSONValue = ["parts": [["image_id": "red"], ["image_id": "blue"]], "top_k": 6]
        let stored = try await shop.found(in: "things", files)
        // The files are in the collection too, where stored images are left out.
        #expect(try await page.results().filter { !["red", "blue"].contains($0) }.first == stored.first)
        try await page.browser.run("history.back()")
        try await page.wait("all('part').length == 1 && location.search.includes('unlike=white')")
    }

    @Test func aRegionIsDrawnAndSearchedWith() async throws {
        let page = try await shop.page("/?collection=products&image=mug-01&top_k=8")
        try await page.waitForResults(of: "mug-01.jpg")
        try await page.click("part-region")
        try await page.wait("one('region-box') && document.activeElement == one('region-box')")
        try await page.wait("one('region-stage').querySelector('img').naturalWidth > 0")
        // From 20 % to 70 % of the picture, with the mouse.
        try await page.browser.run(
            """
            const stage = document.querySelector('[data-testid=region-stage]');
            stage.setPointerCapture = () => {};
            const { left, top, width, height } = stage.getBoundingClientRect();
            for (const [type, x, y] of [['pointerdown', .1, .1], ['pointermove', .5, .4], ['pointermove', .6, .7], ['pointerup', .6, .7]]) {
              stage.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: left + x * width, clientY: top + y * height, pointerId: 1 }));
            }
            """)
        // And a step to the right with the keys.
        try await page.browser.press(.right)
        try await page.click("region-use")
        try await page.wait(
            "location.search.includes('region=0.12') && one('status').dataset.state == 'done'")
        let picture = Data(try shop.picture("mug-01")).base64EncodedString()
        let order: JSONValue = [
            "image": .string(picture), "region": ["x": 0.12, "y": 0.1, "width": 0.5, "height": 0.6],
            "top_k": 8,
        ]
        try await page.wait(
            "JSON.stringify(all('result-card').map((c) => c.dataset.id)) == a",
            .string(try await shop.foundText(in: "products", order)))
        // The link has it, and the whole image is one click away.
        let again = try await shop.page(
            try await page.value("location.pathname + location.search").stringValue ?? "")
        try await again.waitForResults(of: "mug-01.jpg")
        try await again.click("part-region")
        try await again.wait("one('region-box')")
        try await again.click("region-whole")
        try await again.wait("!location.search.includes('region') && one('status').dataset.state == 'done'")
    }

    @Test func regionsOfSeveralFilesAreSearchedWith() async throws {
        let page = try await shop.page("/?collection=products&top_k=6")
        try await page.waitForGallery()
        try await page.choose(
            file: [
                try shop.file("a.jpg", try shop.picture("mug-03")),
                try shop.file("b.jpg", try shop.picture("boot-03")),
            ].joined(separator: "\n"))
        try await page.wait("all('part').length == 2 && one('status').dataset.state == 'done'")
        try await page.click("part-region")
        try await page.wait("one('region-box')")
        try await page.click("region-use")
        try await page.wait("document.querySelector('.part-mark') && one('status').dataset.state == 'done'")
        func part(_ name: String, _ region: JSONValue? = nil) throws -> JSONValue {
            var part: [String: JSONValue] = [
                "image": .string(Data(try shop.picture(name)).base64EncodedString())
            ]
            part["region"] = region
            return .object(part)
        }
        let order: JSONValue = .object([
            "parts": .array([
                try part("boot-03"), try part("mug-03", ["x": 0.2, "y": 0.2, "width": 0.6, "height": 0.6]),
            ]), "top_k": 6,
        ])
        try await page.wait(
            "JSON.stringify(all('result-card').map((c) => c.dataset.id)) == a",
            .string(try await shop.foundText(in: "products", order)))
    }
}

extension Shop {
    /// As ``found(in:_:)``, as the page's own JSON writes it.
    func foundText(in collection: String, _ order: JSONValue) async throws -> String {
        "[" + (try await found(in: collection, order)).map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}
