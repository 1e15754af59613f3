import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Collections are made, changed and deleted.
extension PageTests {
    private static func row(_ name: String) -> String {
        "document.querySelector('[data-testid=collection-row][data-name=\(name)]')"
    }

    @Test func aCollectionIsMadeAndDeleted() async throws {
        let page = try await shop.page("/?collection=products#collections")
        try await page.wait(Self.row("gallery"))
        #expect(
            try await page.value("\(Self.row("gallery")).innerText").stringValue?.contains("20 images")
                == true)
        try await page.browser.click("[data-testid=new-collection] summary")
        try await page.browser.type("hats", into: Page.part("new-name"))
        try await page.choose("new-model", "tiny")
        try await page.click("new-make")
        try await page.wait("location.search == '?collection=hats' && \(Self.row("hats"))")
        let made = try await shop.server.engine.collection(named: "hats")
        #expect(made.record.model == "tiny")
        // A name that is taken is refused with a sentence.
        try await page.browser.run("document.querySelector('[data-testid=new-collection]').open = true")
        try await page.browser.type("hats", into: Page.part("new-name"))
        try await page.click("new-make")
        try await page.wait("document.querySelector('#view-error').textContent.includes('hats')")
        try await page.browser.run(
            "\(Self.row("hats")).querySelector('[data-testid=collection-delete]').click()")
        try await page.wait("one('question-text')?.textContent.includes('Delete the collection “hats”')")
        try await page.click("question-yes")
        try await page.wait("!\(Self.row("hats")) && !location.search.includes('hats')")
        await #expect(throws: EngineError.self) { try await shop.server.engine.collection(named: "hats") }
    }

    /// What takes many images with it asks for the name.
    @Test func aLargeCollectionIsNotDeletedByOneClick() async throws {
        let page = try await shop.page("/?collection=boots#collections")
        try await page.wait(Self.row("products"))
        try await page.browser.run(
            "\(Self.row("products")).querySelector('[data-testid=collection-delete]').click()")
        try await page.wait("one('question-yes')?.disabled")
        try await page.browser.type("product", into: Page.part("question-field"))
        #expect(try await page.value("document.querySelector('[data-testid=question-yes]').disabled") == true)
        try await page.browser.type("s", into: Page.part("question-field"))
        try await page.wait("!one('question-yes').disabled")
        try await page.click("question-no")
        try await page.wait("!one('question')")
        #expect(try await shop.server.engine.collection(named: "products").count == 210)
    }

    @Test func theIndexIsChosen() async throws {
        let engine = shop.server.engine
        _ = try await engine.createCollection(named: "indexed")
        let page = try await shop.page("/?collection=indexed#collections")
        try await page.wait(Self.row("indexed"))
        try await page.browser.run(
            "const s = \(Self.row("indexed")).querySelector('select'); s.value = 'hnsw'; s.dispatchEvent(new Event('change'))"
        )
        _ = try await eventually("the index is another", every: .milliseconds(30)) {
            try await engine.collection(named: "indexed").record.indexKind == "hnsw"
        }
        try await page.browser.open("about:blank")
        try await engine.deleteCollection(named: "indexed")
    }

    @Test func foldersAreAddedAndRemoved() async throws {
        let engine = shop.server.engine
        _ = try await engine.createCollection(named: "folders")
        // Below a folder that the server may index.
        let folder = shop.folder.path + "/pictures/boot"
        let server = shop
        let page = try await server.page("/?collection=folders#collections")
        try await page.wait(Self.row("folders"))
        try await page.browser.run("\(Self.row("folders")).querySelector('details').open = true")
        let field = "[data-name=folders] [data-testid=root-field]"
        try await page.browser.type(folder + "/nowhere", into: field)
        try await page.browser.press(.enter)
        try await page.wait("document.querySelector('#view-error').textContent.includes('nowhere')")
        try await page.browser.run("document.querySelector(arguments[0]).select()", .string(field))
        try await page.browser.type(folder, into: field)
        try await page.browser.press(.enter)
        try await page.wait(
            "\(Self.row("folders")).querySelector('[data-testid=root]')?.textContent.includes('10 images')")
        let collection = try await engine.collection(named: "folders")
        #expect(collection.record.roots.map(\.path) == [folder])
        try await page.browser.run(
            "\(Self.row("folders")).querySelector('[data-testid=root-remove]').click()")
        try await page.wait("one('question-text')?.textContent.includes('leave')")
        try await page.click("question-yes")
        try await page.wait("!\(Self.row("folders")).querySelector('[data-testid=root]')")
        #expect(collection.count == 0)
        try await page.browser.open("about:blank")
        try await engine.deleteCollection(named: "folders")
    }

    @Test func aCollectionIsRenamed() async throws {
        let engine = shop.server.engine
        _ = try await engine.createCollection(named: "before")
        let page = try await shop.page("/?collection=before#collections")
        try await page.wait(Self.row("before"))
        try await page.browser.run(
            "\(Self.row("before")).querySelector('[data-testid=collection-rename]').click()")
        try await page.wait("one('question-field')?.value == 'before'")
        try await page.fill("question-field", "after")
        try await page.click("question-yes")
        try await page.wait(
            "location.search == '?collection=after' && \(Self.row("after")) && !\(Self.row("before"))")
        try await page.browser.open("about:blank")
        try await engine.deleteCollection(named: "after")
    }

    /// From the model `tiny` to `colours` and back.
    @Test func aCollectionIsMigratedAndRolledBack() async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(
            named: "moving", CollectionOptions(model: .named("tiny")))
        for number in 1...5 {
            _ = try await engine.put(try shop.picture("hat-0\(number)"), as: "hat-\(number)", in: collection)
        }
        let page = try await shop.page("/?collection=moving#collections")
        try await page.wait(Self.row("moving"))
        try await page.browser.run(
            "\(Self.row("moving")).querySelector('[data-testid=collection-migrate]').click()")
        try await page.wait("one('question-field')")
        try await page.choose("question-field", "colours")
        try await page.click("question-yes")
        let phase = "\(Self.row("moving")).querySelector('[data-testid=migration]')?.dataset.phase"
        try await page.wait("\(phase) == 'switched'")
        #expect(try await engine.collection(named: "moving").record.model == "colours")
        try await page.browser.run(
            "\(Self.row("moving")).querySelector('[data-testid=migration-rollback]').click()")
        try await page.wait("!(\(phase)) && \(Self.row("moving")).innerText.includes('Model: tiny')")
        #expect(try await engine.collection(named: "moving").record.model == "tiny")
        try await page.browser.open("about:blank")
        try await engine.deleteCollection(named: "moving")
    }
}
