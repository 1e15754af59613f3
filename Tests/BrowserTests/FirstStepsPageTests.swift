import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// From an empty server to the first picture.
extension PageTests {
    /// The page of a server that has nothing.
    private func withEmptyServer(
        roots: [String] = [], _ body: @escaping @Sendable (Page, LiveServer) async throws -> Void
    ) async throws {
        let data = try TemporaryFolder()
        let shop = shop
        let engine = try await TestEngine.make(data.path, purpose: "a new server")
        let configure = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.syncRoots = roots
            server.companies.directory = data.path + "/embeddings"
        }
        try await LiveServer.run(engine: engine, configure: configure) { server in
            let page = try await Shop(server: server, browser: shop.browser, folder: shop.folder).page("/")
            try await page.wait("one('add-files')")
            try await body(page, server)
            // Its server is about to go.
            try await page.browser.open("about:blank")
            withExtendedLifetime(data) {}
        }
    }

    @Test func chosenPicturesAreTheFirstOnes() async throws {
        let files = try ["mug-01", "mug-02", "boot-01"].map { try shop.file("\($0).jpg", shop.picture($0)) }
        let bad = try shop.file("bad.jpg", Array("no picture".utf8))
        try await withEmptyServer { page, server in
            try await page.browser.type((files + [bad]).joined(separator: "\n"), into: Page.part("add-files"))
            try await page.wait("all('gallery-item').length == 3")
            try await page.wait(
                "one('tray-text').textContent == '3 images added to pictures, 1 not.' && one('tray-problems').textContent.includes('bad.jpg: This is not an image')"
            )
            #expect(try await page.address().contains("collection=pictures"))
            try await page.searchSimilar(to: "mug-01.jpg")
            try await page.waitForResults(of: "mug-01.jpg")
            #expect(try await Set(page.results()) == ["mug-02.jpg", "boot-01.jpg"])
            #expect(try await server.engine.collection(named: "pictures").count == 3)
        }
    }

    @Test func droppedPicturesAreTheFirstOnes() async throws {
        let picture = try shop.picture("hat-01")
        try await withEmptyServer { page, server in
            // On another view, too.
            try await page.click("tab-jobs")
            try await page.wait("one('view-title').textContent == 'Jobs'")
            try await page.hand(picture, named: "hat.jpg", by: .drop)
            try await page.wait("all('gallery-item').length == 1")
            // The next one is searched with.
            try await page.hand(picture, named: "mine.jpg", by: .drop)
            try await page.waitForResults(of: "mine.jpg")
            #expect(try await page.results() == ["hat.jpg"])
        }
    }

    @Test func aFolderOfTheServerIsIndexed() async throws {
        let folder = shop.folder.path + "/pictures/boot"
        try await withEmptyServer(roots: [shop.folder.path]) { page, server in
            try await page.browser.type("/", into: Page.part("folder-path"))
            try await page.click("folder-index")
            #expect(try await page.waitForError().contains("may not name the folder /"))
            #expect(try await server.engine.collectionRecords().isEmpty)
            try await page.fill("folder-path", shop.folder.path + "/nowhere")
            try await page.click("folder-index")
            try await page.wait("one('error').textContent.includes('does not exist')")
            #expect(try await server.engine.collectionRecords().isEmpty)
            try await page.fill("folder-path", folder)
            try await page.click("folder-index")
            try await page.wait("all('gallery-item').length == 10")
            #expect(try await page.address().contains("collection=boot"))
        }
    }

    @Test func everyViewOfAnEmptyServerSaysWhatToDo() async throws {
        try await withEmptyServer { page, server in
            for view in [
                "map", "duplicates", "categories", "events", "collections", "companies", "jobs", "statistics",
            ] {
                try await page.click("tab-\(view)")
                try await page.wait(
                    "document.querySelector('[aria-current=page]').dataset.view == a && one('view-empty')",
                    .string(view))
                #expect(
                    try await page.value("document.querySelector('#view-error').hidden") == true, "\(view)")
            }
            try await page.click("to-search")
            try await page.wait(
                "one('add-files').offsetParent && !document.querySelector('#panel-search').hidden")
            _ = server
        }
    }

    /// With a collection that has a model a photo is added to it, without one a vector to the event photos.
    @Test(arguments: ["pictures", nil] as [String?])
    func theExampleOfEventsCanBePasted(collection: String?) async throws {
        _ = try shop.file("1.jpg", shop.picture("mug-01"))
        let folder = shop.folder.path + "/upload"
        try await withEmptyServer { page, server in
            if let collection { _ = try await server.engine.createCollection(named: collection) }
            try await page.browser.open("about:blank")
            try await page.browser.open(
                server.base + (collection.map { "/?collection=\($0)" } ?? "/") + "#events")
            let code = "document.querySelector('[data-testid=view-empty] .command code')"
            try await page.wait(code)
            let text = try await page.value("\(code).textContent").stringValue
            let command = try #require(text)
            let result = try await Shell.run(command, in: folder)
            #expect(result.code == 0, "\(result.output)")
            let list = try await server.send("GET", "/collections/\(collection ?? "events")/images")
            let photo = try JSONDecoder().decode(JSONValue.self, from: Data(list.body))["images"]?[0]
            #expect(photo?["name"] == "1.jpg", "\(result.output)")
            let event = try #require(photo?["attributes"]?["event_code"]?.stringValue)
            #expect(command.contains(event))
        }
    }

    @Test func whatIsOutOfRangeIsRefusedWithASentence() async throws {
        let page = try await shop.page(
            "/?collection=products&image=mug-01&top_k=5000&threshold=7&top_categories=x")
        try await page.waitForResults(of: "mug-01.jpg")
        for part in [
            "top_k=5000; it goes from 1 to 1000, so none is used", "threshold=7", "top_categories=x",
        ] {
            #expect(try await page.text("warnings").contains(part))
        }
        try await page.click("options-open")
        for (number, sentence) in [
            ("1001", "from 1 to 1000."), ("0", "from 1 to 1000."), ("2.5", "A whole number"),
        ] {
            try await page.fill("top-k", number)
            try await page.wait(
                "one('top-k-problem') && !one('top-k-problem').hidden && one('top-k-problem').textContent.includes(a)",
                .string(sentence))
        }
        try await page.fill("top-k", "3")
        try await page.wait("all('result-card').length == 3 && one('top-k-problem').hidden")
        #expect(try await page.value("document.querySelector('[data-testid=warnings]').hidden") == true)
        try await page.fill("threshold", "2")
        try await page.wait("one('threshold-problem').textContent == 'A number from 0 to 1.'")
    }

    @Test func aDamagedCollectionIsTold() async throws {
        let folder = try TemporaryFolder()
        let shop = shop
        let path: String
        do {
            let engine = try await TestEngine.make(folder.path, purpose: "a server of before")
            for name in ["bad", "sound"] {
                let collection = try await engine.createCollection(named: name)
                _ = try await engine.put(try shop.picture("mug-01"), as: "mug", in: collection)
            }
            path = await engine.vectorPath(of: try engine.collection(named: "bad"))
        }
        try Data("no vectors".utf8).write(to: URL(fileURLWithPath: path))
        let engine = try await TestEngine.make(folder.path, purpose: "a server")
        try await LiveServer.run(engine: engine) { server in
            let page = try await Shop(server: server, browser: shop.browser, folder: shop.folder).page("/")
            // The other one is opened.
            try await page.wait(
                "all('gallery-item').length == 1 && one('collection-select').value == 'sound'")
            #expect(
                try await page.value(
                    "document.querySelector('[data-testid=collection-select]').innerText.includes('bad (damaged)')"
                ) == true)
            try await page.choose(collection: "bad")
            #expect(try await page.waitForError().contains("the collection 'bad' can't be used"))
            try await page.click("tab-statistics")
            try await page.wait("document.querySelector('[data-name=bad] .problem')")
            try await page.browser.open("about:blank")
            withExtendedLifetime(folder) {}
        }
    }

    @Test func anAddressOfNothingIsAPage() async throws {
        let page = try await shop.page("/nonsense")
        try await page.wait("document.querySelector('h1').textContent == 'There is no such page'")
        try await page.browser.click("main a")
        try await page.wait("one('collection-select') && all('gallery-item').length")
    }
}
