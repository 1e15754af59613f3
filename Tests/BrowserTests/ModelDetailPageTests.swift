import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import LookalikeWeights
import Synchronization
import TestSupport
import Testing
import WeightFormula

extension PageTests {
    private static func row(_ name: String, _ part: String = "model-row") -> String {
        "[data-testid=\(part)][data-name='\(name)']"
    }

    /// A part of a model's row.
    private static func part(_ part: String, of name: String) -> String {
        row(name) + " [data-testid=\(part)]"
    }

    private func text(_ page: Page, _ selector: String) async throws -> String {
        try await page.value("document.querySelector(a).innerText", .string(selector)).stringValue ?? ""
    }

    /// Opens the page of a server of its own, whose models may change.
    private func withModels(
        configure: @Sendable (inout LookalikeServerConfiguration) -> Void = { _ in },
        prepare: (Engine) async throws -> Void = { _ in },
        _ body: @escaping @Sendable (Page, LiveServer) async throws -> Void
    ) async throws {
        let data = try TemporaryFolder()
        let shop = shop
        let engine = try await TestEngine.make(data.path, purpose: "a server's models", hasBuiltIn: true)
        try await prepare(engine)
        try await LiveServer.run(engine: engine, configure: configure) { server in
            let other = Shop(server: server, browser: shop.browser, folder: shop.folder)
            try await body(try await other.page("/#models"), server)
            // Its server is about to go.
            try await shop.browser.open("about:blank")
            withExtendedLifetime(data) {}
        }
    }

    @Test func aModelsDetailsAreShownAndChecked() async throws {
        try await withModels { page, server in
            let small = "lookalike-small"
            try await page.wait("document.querySelector(a)", .string(Self.row(small)))
            try await page.browser.click(Self.part("model-open", of: small))
            let details = Self.part("model-details", of: small)
            try await page.wait("document.querySelector(a)?.innerText.includes('320')", .string(details))
            let facts = try await text(page, details)
            #expect(facts.contains("128 × 128") && facts.contains("a list of words"))
            #expect(facts.contains("squashed to 128×128 bilinear") && !facts.contains("Speed here"))
            let link = try await page.value(
                "document.querySelector(a).getAttribute('href').replace(/\\?$/, '')",
                .string(Self.part("model-download", of: small)))
            #expect(link == "/models/lookalike-small/network")
            try await page.browser.click(Self.part("model-speed", of: small))
            try await page.wait(
                "document.querySelector(a).innerText.includes('Speed here')", .string(details))
            try await page.browser.click(Self.part("model-check", of: small))
            let checked = Self.part("model-checked", of: small)
            try await page.wait("document.querySelector(a)", .string(checked))
            #expect(try await text(page, checked).contains("agree with itself in f32"))
            // A network that is not in ONNX is neither downloaded nor quantised.
            try await page.browser.click(Self.part("model-open", of: "tiny"))
            try await page.wait(
                "document.querySelector(a)", .string(Self.part("model-check", of: "tiny")))
            let tools = "[...document.querySelectorAll(a)].map((one) => one.dataset.testid)"
            let shown = try await page.value(tools, .string(Self.row("tiny") + " .model-details .button"))
            #expect(shown == ["model-speed", "model-check"])
        }
    }

    @Test func whatIsKnownOfAModelGoesWithIt() async throws {
        let name = "mobilenet-v3-small"
        let path = shop.folder.path + "/\(name)-again.safetensors"
        try ParityFixture.named(name).checkpoint.writeSafetensors(to: path)
        let settings = { @Sendable (server: inout LookalikeServerConfiguration) in server.syncRoots = ["/"] }
        try await withModels(configure: settings) { page, server in
            func install() async throws {
                let order: JSONValue = ["architecture": .string(name), "path": .string(path)]
                let answer = try await server.send(
                    "POST", "/models", headers: ["Content-Type": "application/json"],
                    body: Array(order.description.utf8))
                let job = try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
                let id = try #require(job["id"]?.stringValue)
                #expect(try await server.engine.jobs.finished(id).state == .succeeded)
                try await page.wait("document.querySelector(a)", .string(Self.row(name)))
                try await page.browser.click(Self.part("model-open", of: name))
                try await page.wait(
                    "document.querySelector(a)", .string(Self.part("model-check", of: name)))
            }
            let checked = Self.part("model-checked", of: name)
            try await install()
            try await page.browser.click(Self.part("model-check", of: name))
            try await page.wait("document.querySelector(a)", .string(checked))
            // As another tab does it.
            #expect(try await server.send("DELETE", "/models/\(name)").status == 200)
            try await page.wait("!document.querySelector(a)", .string(Self.row(name)))
            try await install()
            let known = try await page.value("!!document.querySelector(a)", .string(checked))
            #expect(known == false)
        }
    }

    @Test func anEightBitVersionIsMadeWhereItIsGoodEnough() async throws {
        let fill = { @Sendable (engine: Engine) async throws in
            let collection = try await engine.collection(named: "pictures", creatingWith: nil)
            for seed in 0..<6 {
                let bytes = try TestPicture.jpeg(seed: UInt64(seed))
                _ = try await engine.put(bytes, as: "\(seed)", in: collection)
            }
        }
        try await withModels(prepare: fill) { page, server in
            let small = "lookalike-small"
            try await page.wait("document.querySelector(a)", .string(Self.row(small)))
            try await page.browser.click(Self.part("model-open", of: small))
            let make = Self.part("model-quantize", of: small)
            try await page.wait("document.querySelector(a)", .string(make))
            try await page.browser.click(make)
            try await page.wait("one('quantize-source')?.value == 'pictures'")
            try await page.click("question-no")
            try await page.wait("!one('question')")
            #expect(try await server.engine.jobs.jobs().isEmpty)
            // Without classes the cosine counts, and 8 bits always lose some of it.
            try await page.browser.click(make)
            try await page.wait("one('quantize-loss')")
            try await page.fill("quantize-loss", "0")
            try await page.click("question-yes")
            let problem = Self.part("quantization-problem", of: small)
            try await page.wait("document.querySelector(a)", .string(problem))
            #expect(
                try await text(page, problem).contains("'lookalike-small-int8' is not installed: it loses"))
            let report = Self.part("model-report", of: small)
            try await page.wait("document.querySelector(a)?.dataset.installed == 'false'", .string(report))
            try await page.browser.click(make)
            try await page.wait("one('quantize-loss')")
            try await page.fill("quantize-loss", "1")
            try await page.fill("quantize-name", "eight")
            try await page.click("question-yes")
            try await page.wait("document.querySelector(a)", .string(Self.row("eight")))
            try await page.wait("document.querySelector(a)?.dataset.installed == 'true'", .string(report))
            let table = try await text(page, report)
            #expect(table.contains("COSINE") || table.contains("Cosine"))
            #expect(try await text(page, Self.row("eight")).contains("in 8 bits, calibrated on 6 images"))
        }
    }

    @Test func aChangedFileIsTakenAfterAQuestion() async throws {
        let path = shop.folder.path + "/efficientnet-lite1.safetensors"
        try ParityFixture.named("efficientnet-lite1").checkpoint.writeSafetensors(to: path)
        let content = Array(try #require(FileManager.default.contents(atPath: path)))
        let mirror = FileServer(content)
        try await mirror.run { base in
            try await withModels(configure: { $0.modelMirror = base }) { page, server in
                let name = "efficientnet-lite1"
                let pulled = try await server.send("POST", "/models/\(name)/pull")
                let id = try #require(
                    try JSONDecoder().decode(JSONValue.self, from: Data(pulled.body))["id"]?.stringValue)
                #expect(try await server.engine.jobs.finished(id).state == .succeeded)
                #expect(try await server.send("DELETE", "/models/\(name)").status == 200)
                mirror.state.withLock { ($0.content[content.count - 1], $0.tag) = (0x7, "\"2\"") }
                let row = Self.row(name, "available-row")
                try await page.wait(
                    "document.querySelector(a)?.dataset.state == 'succeeded'", .string(row))
                try await page.browser.click(row + " [data-testid=model-install]")
                let accept = row + " [data-testid=model-accept]"
                try await page.wait("document.querySelector(a)", .string(accept))
                let failed = try #require(try await server.engine.jobs.jobs().first)
                let hashes = try ["pinned_sha256", "found_sha256"].map {
                    try #require(failed.result?[$0]?.stringValue)
                }
                try await page.browser.click(accept)
                try await page.wait("one('question')?.open")
                let question = try await page.text("question-text")
                #expect(hashes.allSatisfy(question.contains) && question.contains("efficientnet_lite1.pth"))
                try await page.click("question-no")
                try await page.wait("!one('question')")
                #expect(try await server.engine.jobs.jobs().count == 2)
                try await page.browser.click(accept)
                try await page.wait("one('question')?.open")
                try await page.click("question-yes")
                try await page.wait("document.querySelector(a)", .string(Self.row(name)))
            }
        }
    }
}
