import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

extension PageTests {
    @Test func theKeyboardIsEnough() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        var reached: [String] = []
        for _ in 0..<40 {
            try await page.browser.press(.tab)
            let here = try await page.value(
                "document.activeElement.dataset.testid ?? document.activeElement.id")
            reached.append(here.stringValue ?? "")
            if reached.last == "gallery-item" { break }
        }
        for part in [
            "skip", "collection-select", "tab-search", "words", "file-input", "filters-open", "gallery-item",
        ] {
            #expect(reached.contains(part), "\(reached)")
        }
        try await page.browser.press(.right, .right)
        let picked = try await page.value("document.activeElement.dataset.id")
        #expect(try await page.value("document.activeElement.closest('li').ariaPosInSet") == "3")
        // To the very end of the list, whatever of it is in the document.
        try await page.browser.press(.end)
        try await page.wait("document.activeElement.closest('li')?.ariaPosInSet == '210'")
        try await page.browser.press(.home, .right, .right, .enter)
        try await page.wait("one('detail-title') && document.activeElement == one('detail-title')")
        #expect(try await page.address().contains("open=\(picked.stringValue ?? "")"))
        try await page.browser.press(.escape)
        try await page.wait("!one('detail') && document.activeElement.dataset.id == a", picked)
        try await page.browser.type("s")
        try await page.wait(
            "one('status').dataset.state == 'done' && document.activeElement.id == 'found-title'")
        #expect(try await page.address().contains("image=\(picked.stringValue ?? "")"))
    }

    @Test func whatIsNoPictureIsTold() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        for (name, text, sentence) in [
            ("notes.txt", "hello", "notes.txt isn’t an image."), ("empty.jpg", "", "empty.jpg is empty."),
            ("fake.jpg", "not a picture", "This is not an image"),
        ] {
            try await page.choose(file: try shop.file(name, Array(text.utf8)))
            try await page.wait(
                "!one('error').hidden && one('error').textContent.includes(a)", .string(sentence))
        }
        #expect(
            try await page.value("document.querySelector('[data-testid=status]').dataset.state") == "error")
        #expect(try await page.results().isEmpty)
        // And it goes on with the next one.
        try await page.choose(file: try shop.file("mine.jpg", try shop.picture("table-02")))
        try await page.waitForResults(of: "mine.jpg")
        #expect(try await page.value("document.querySelector('[data-testid=error]').hidden") == true)
    }

    @Test func whatIsNotThereIsTold() async throws {
        let collection = try await shop.page("/?collection=nope")
        #expect(try await collection.waitForError().contains("There is no collection called “nope”"))
        let image = try await shop.page("/?collection=products&image=gone")
        #expect(try await image.waitForError().contains("gone"))
    }

    @Test func aSyncIsShownWhileItRuns() async throws {
        let folder = "\(shop.folder.path)/many"
        let picture = try TestPicture.jpeg(seed: 9, width: 1200, height: 900)
        for number in 0..<600 {
            // Bytes after the end of a JPEG make it another file and the same picture.
            try shop.folder.write(picture + Array("\(number)".utf8), to: "many/\(number).jpg")
        }
        _ = try await shop.server.engine.createCollection(named: "many", directory: folder)
        let page = try await shop.page("/?collection=many")
        try await page.wait("one('empty') && !one('empty').hidden")
        #expect(try await page.text("empty").contains("Press Sync above to index \(folder)"))
        // Watched by the page itself: a quick sync may be over before it is asked.
        _ = try await page.browser.run(
            """
            const part = (name) => document.querySelector(`[data-testid=${name}]`);
            window.wasShown = false;
            new MutationObserver(() => {
              if (part('sync-progress') && part('sync-button').disabled) window.wasShown = true;
            }).observe(document.body, { subtree: true, childList: true, attributes: true });
            """)
        try await page.click("sync-button")
        try await page.wait("window.wasShown")
        try await page.wait("one('sync-progress').textContent.includes('600 added')")
        try await page.wait(
            "!one('sync-button').disabled && all('gallery-item').length >= 12 && one('status').textContent == '600 images'"
        )
        #expect(
            try await page.value(
                "document.querySelector('[data-testid=collection-select]').innerText.includes('many (600)')")
                == true)
        try await shop.server.engine.deleteCollection(named: "many")
    }

    @Test(
        arguments: [320, 360, 768],
        ["/?collection=products", "/?collection=products&image=mug-01&threshold=0.1"])
    func narrowScreensHaveNothingToTheSide(width: Int, path: String) async throws {
        let page = try await shop.page(path, width: width, height: 740)
        try await page.wait("document.querySelectorAll('.card').length >= 6")
        #expect(try await page.value("document.documentElement.scrollWidth").intValue ?? .max <= width)
        let beyond = try await page.value(
            "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > a + 0.5)"
                + ".map((e) => e.outerHTML.slice(0, 80)).slice(0, 3)", .int(width))
        #expect(beyond.arrayValue == [])
        let small = try await page.value(
            "[...document.querySelectorAll('button, select, input[type=number]')]"
                + ".filter((e) => e.offsetParent && e.offsetHeight < 24).map((e) => e.outerHTML.slice(0, 60))"
        )
        #expect(small.arrayValue == [])
    }

    @Test func itIsDarkWhereTheSystemIs() async throws {
        var lightness: [Int] = []
        for isDark in [false, true] {
            let page = try await shop.page(isDark: isDark)
            try await page.waitForGallery()
            let colours = try await page.value(
                "[document.body, document.querySelector('h1')].map((e, i) => getComputedStyle(e)[i ? 'color' : 'backgroundColor'])"
            )
            let sums = (colours.arrayValue ?? []).map { colour in
                (colour.stringValue ?? "").matches(of: /\d+/).prefix(3).reduce(0) { $0 + (Int($1.0) ?? 0) }
            }
            lightness += sums
        }
        try #require(lightness.count == 4)
        #expect(lightness[0] > 600 && lightness[1] < 250, "light: \(lightness)")
        #expect(lightness[2] < 200 && lightness[3] > 500, "dark: \(lightness)")
    }
}
