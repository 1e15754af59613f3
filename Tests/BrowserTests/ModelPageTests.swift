import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

extension PageTests {
    private static func row(_ name: String, _ part: String = "model-row") -> String {
        "[data-testid=\(part)][data-name='\(name)']"
    }

    private func text(_ page: Page, _ selector: String) async throws -> String {
        try await page.value("document.querySelector(a).innerText", .string(selector)).stringValue ?? ""
    }

    @Test func modelsAreListed() async throws {
        let page = try await shop.page("/?collection=products#models")
        try await page.wait("one('models-interfaces')?.querySelector('td')")
        let names = "[...document.querySelectorAll(`[data-testid=${a}]`)].map((row) => row.dataset.name)"
        for (part, path) in [("model-row", "/models"), ("available-row", "/models/available")] {
            let truth = try await shop.json("GET", path)["models"]?.arrayValue ?? []
            #expect(
                try await page.value(names, .string(part)).arrayValue == truth.map { $0["name"] ?? .null })
        }
        let tiny = try await text(page, Self.row("tiny"))
        #expect(tiny.contains("192 dimensions") && tiny.contains("images only"))
        #expect(tiny.contains("for new collections") && tiny.contains("products"))
        let colours = try await text(page, Self.row("colours"))
        #expect(colours.contains("words and images") && colours.contains("used by things"))
        // They lie in folders that are not the server's.
        #expect(try await page.value("document.querySelectorAll('[data-testid=model-remove]').length") == 0)
        let clip = try await text(page, Self.row("clip-vit-b-32", "available-row"))
        for fact in ["512 dimensions", "354", "words and images", "million scale", "MIT", "Install"] {
            #expect(clip.contains(fact), "\(clip)")
        }
        let obtain = Self.row("efficientnet-lite0", "available-row") + " [data-testid=model-obtain]"
        #expect(try await text(page, obtain).contains("lookalike models import"))
        let health = try await shop.json("GET", "/health")
        let uses =
            "[...document.querySelectorAll('[data-testid=models-interfaces] tr')]"
            + ".find((row) => row.dataset.name == a).querySelector('[data-column=uses]').textContent"
        #expect(try await page.value(uses, "product catalogue") == health["model"])
    }

    @Test func aModelIsRemovedAfterAQuestionForEachRisk() async throws {
        let folder = shop.server.engine.modelFolder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Fixtures.wordModels + "/colours", toPath: folder + "/spare")
        let manifest = folder + "/spare/model.json"
        try String(contentsOfFile: manifest, encoding: .utf8)
            .replacing("\"colours\"", with: "\"spare\"")
            .write(toFile: manifest, atomically: true, encoding: .utf8)
        _ = try await shop.server.engine.createCollection(
            named: "spares", CollectionOptions(model: .named("spare")))
        let page = try await shop.page("/?collection=products#models")
        let remove = Self.row("spare") + " [data-testid=model-remove]"
        let isThere = JSONValue.string(Self.row("spare"))
        try await page.wait("document.querySelector(a)", isThere)
        try await page.browser.click(remove)
        try await page.wait("one('question')?.open && one('question-text').textContent.includes('“spare”')")
        try await page.click("question-no")
        try await page.wait("!one('question')")
        try await page.browser.click(remove)
        try await page.click("question-yes")
        try await page.wait("one('question-text')?.textContent.includes('“spares” needs this model')")
        try await page.click("question-no")
        try await page.wait("!one('question') && document.querySelector(a)", isThere)
        #expect(FileManager.default.fileExists(atPath: manifest))
        try await page.browser.click(remove)
        try await page.click("question-yes")
        try await page.wait("one('question-text')?.textContent.includes('“spares” needs this model')")
        try await page.click("question-yes")
        try await page.wait("one('models-installed') && !document.querySelector(a)", isThere)
        #expect(!FileManager.default.fileExists(atPath: manifest))
        try await shop.server.engine.deleteCollection(named: "spares")
    }

    @Test func aFailedInstallationIsTold() async throws {
        let data = try TemporaryFolder()
        let shop = shop
        let engine = try await TestEngine.make(data.path, purpose: "a server with a mirror")
        // A mirror that has no file.
        let mirror = shop.server.base + "/mirror/"
        let configure = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.modelMirror = mirror
        }
        try await LiveServer.run(engine: engine, configure: configure) { server in
            let other = Shop(server: server, browser: shop.browser, folder: shop.folder)
            let page = try await other.page("/#models")
            let row = Self.row("mobilenet-v2", "available-row")
            try await page.wait("document.querySelector(a)", .string(row))
            try await page.browser.click(row + " [data-testid=model-install]")
            // The mirror has it, though its makers offer no download.
            let byHand = Self.row("efficientnet-lite0", "available-row")
            #expect(try await text(page, byHand).contains("Install"))
            let problem = row + " [data-testid=model-problem]"
            try await page.wait("document.querySelector(a)", .string(problem))
            let job = try await other.json("GET", "/jobs")["jobs"]?[0] ?? .null
            #expect(job["kind"] == "model" && job["state"] == "failed")
            #expect(job["result"]?["model"] == "mobilenet-v2")
            let sentence = try #require(job["error"]?.stringValue)
            #expect(sentence.contains(mirror))
            #expect(try await text(page, problem) == sentence)
            #expect(try await text(page, row + " button") == "Try again")
            try await page.click("tab-jobs")
            try await page.wait("one('job-row')?.dataset.state == 'failed'")
            let listed = try await page.text("job-row")
            #expect(listed.contains("Installation of mobilenet-v2") && listed.contains(sentence))
            // Its server is about to go.
            try await page.browser.open("about:blank")
            withExtendedLifetime(data) {}
        }
    }
}
