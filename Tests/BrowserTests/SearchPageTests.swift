import Foundation
import LookalikeJSON
import TestSupport
import Testing

extension PageTests {
    @Test func anImageOfTheLibraryIsSearchedWith() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        #expect(
            try await page.value("document.querySelector('[data-testid=status]').dataset.state") == "idle")
        #expect(try await page.text("status") == "210 images")
        let picked = try await page.value("document.querySelector('[data-testid=gallery-item]').dataset.id")
        try await page.searchSimilar(to: picked.stringValue ?? "")
        try await page.wait("one('status').dataset.state == 'done' && all('result-card').length == 12")
        #expect(try await page.address().contains("image=\(picked.stringValue ?? "")"))
        let scores = try await page.scores()
        #expect(scores.count == 12 && scores == scores.sorted(by: >))
        #expect(scores.allSatisfy { (-1.001...1.001).contains($0) })
        try await page.wait("one('query-image').naturalWidth > 0")
        try await page.wait(
            "all('result-card').every((card) => card.querySelector('img').naturalWidth > 0 || card.offsetTop > 900)"
        )
        #expect(try await page.text("status").contains("12 matches"))
    }

    @Test func aChosenFileIsSearchedWith() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        try await page.choose(file: try shop.file("mine.jpg", try shop.picture("mug-03")))
        try await page.waitForResults(of: "mine.jpg")
        #expect(try await page.results().first == "mug-03")
        #expect(try await page.scores().first ?? 0 > 0.999)
        #expect(try await page.text("result-name") == "mug-03.jpg")
        #expect(try await page.text("result-path") == "mug/mug-03.jpg")
        #expect(
            try await page.value("document.querySelector('[data-testid=query-image]').naturalWidth").intValue
                ?? 0 > 100)
        try await page.click("clear")
        try await page.waitForGallery()
        #expect(try await page.results().isEmpty)
    }

    @Test func aDroppedPictureIsSearchedWith() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        try await page.hand(try shop.picture("boot-02"), named: "dropped.jpg", by: .drop)
        try await page.waitForResults(of: "dropped.jpg")
        #expect(try await page.results().first == "boot-02")
        #expect(try await page.value("document.body.classList.contains('dragging')") == false)
    }

    @Test func aPastedPictureIsSearchedWith() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        try await page.hand(try shop.picture("hat-05"), named: "image.jpg", by: .paste)
        try await page.waitForResults(of: "image.jpg")
        #expect(try await page.results().first == "hat-05")
    }

    @Test func aResultLeadsToTheNextSearchAndBack() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        try await page.choose(file: try shop.file("mine.jpg", try shop.picture("clock-04")))
        try await page.waitForResults(of: "mine.jpg")
        let first = try await page.results()
        try await page.searchSimilar(to: first[2])
        try await page.waitForResults(of: first[2] + ".jpg")
        let second = try await page.results()
        #expect(second != first)
        #expect(try await page.address().contains("image=\(first[2])"))
        try await page.browser.run("history.back()")
        try await page.waitForResults(of: "mine.jpg")
        #expect(try await page.results() == first)
        try await page.browser.run("history.back()")
        try await page.waitForGallery()
        try await page.browser.run("history.go(2)")
        try await page.waitForResults(of: first[2] + ".jpg")
        #expect(try await page.results() == second)
    }

    @Test func anAddressCanBePassedOn() async throws {
        let page = try await shop.page("/?collection=products&image=lamp-03&top_k=5&threshold=0.2")
        try await page.waitForResults(of: "lamp-03.jpg")
        try await page.click("options-open")
        #expect(try await page.results().count == 5)
        #expect(try await page.value("document.querySelector('[data-testid=top-k]').value") == "5")
        #expect(try await page.value("document.querySelector('[data-testid=threshold]').value") == "0.2")
    }

    @Test func topKAndThresholdChangeTheResults() async throws {
        let page = try await shop.page("/?collection=products&image=mug-01&top_k=12")
        try await page.waitForResults(of: "mug-01.jpg")
        let all = try await page.results()
        try await page.click("options-open")
        try await page.fill("top-k", "5")
        try await page.wait("all('result-card').length == 5")
        #expect(try await page.results() == Array(all.prefix(5)))
        #expect(try await page.address().contains("top_k=5"))
        try await page.fill("top-k", "7")
        try await page.wait("all('result-card').length == 7")
        let scores = try await page.scores()
        let limit = (scores[2] + scores[3]) / 2
        try await page.fill("threshold", "\(limit)")
        try await page.wait("all('result-card').length == 3")
        #expect(try await page.results() == Array(all.prefix(3)))
        try await page.fill("threshold", "1")
        try await page.wait("all('result-card').length == 0 && !one('empty').hidden")
        #expect(try await page.text("empty").contains("scores 1 or more"))
        try await page.browser.click("[data-testid=empty] button")
        try await page.wait("all('result-card').length == 7")
    }

    @Test func anotherCollectionIsSearchedWithTheSamePicture() async throws {
        let page = try await shop.page()
        try await page.waitForGallery()
        try await page.choose(file: try shop.file("mine.jpg", try shop.picture("boot-07")))
        try await page.waitForResults(of: "mine.jpg")
        #expect(try await page.text("status").contains("210 of 210 compared"))
        try await page.choose(collection: "boots")
        try await page.wait("one('status').textContent.includes('10 of 10 compared')")
        #expect(try await page.results().first == "boot-07")
        #expect(try await page.results().allSatisfy { $0.hasPrefix("boot-") })
        #expect(try await page.address().contains("collection=boots"))
    }
}

/// Ways to hand a picture to the page, without a person's hands.
enum Hand: String {
    case drop, paste
}

extension Page {
    func hand(_ bytes: [UInt8], named name: String, by hand: Hand, type: String = "image/jpeg") async throws {
        try await browser.run(
            """
            const [base64, name, type, hand] = arguments;
            const transfer = new DataTransfer();
            transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
            const zone = document.querySelector('[data-testid=drop-zone]');
            const options = { bubbles: true, cancelable: true };
            if (hand === 'paste') {
              document.body.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: transfer }));
            } else for (const event of ['dragenter', 'dragover', 'drop']) {
              zone.dispatchEvent(new DragEvent(event, { ...options, dataTransfer: transfer }));
            }
            """, .string(Data(bytes).base64EncodedString()), .string(name), .string(type),
            .string(hand.rawValue))
    }
}
