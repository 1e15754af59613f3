import Foundation
import LookalikeEngine
import LookalikeFetching
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// A live server with the demo catalogue, and a browser to look at it with.
struct Shop: Sendable {
    /// The one that the running test is in.
    @TaskLocal static var current: Shop?

    let server: LiveServer
    let browser: WebDriver
    let folder: TemporaryFolder

    /// A page of the shop, opened anew and at its usual size.
    func page(
        _ path: String = "/?collection=products&top_k=12", width: Int = 1280, height: Int = 900,
        isDark: Bool = false
    ) async throws
        -> Page
    {
        try await browser.chrome(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .int(width), "height": .int(height), "deviceScaleFactor": 1,
                "mobile": .bool(width < 500),
            ])
        try await browser.chrome(
            "Emulation.setEmulatedMedia",
            [
                "features": [
                    ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"],
                    ["name": "prefers-reduced-motion", "value": "reduce"],
                ]
            ])
        // The last test's page may hold a connection open for events.
        try await browser.open("about:blank")
        // A browser keeps 50 entries, and drops some of the pages in between where there are more.
        try await browser.chrome("Page.resetNavigationHistory", [:])
        try await browser.open(server.base + path)
        return Page(browser: browser)
    }

    /// Writes a file that can be chosen in the page.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try folder.write(bytes, to: "upload/\(name)")
    }

    /// One of the demo's pictures.
    func picture(_ name: String) throws -> [UInt8] {
        let kind = name.split(separator: "-").dropLast().joined(separator: "-")
        return [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/pictures/\(kind)/\(name).jpg")))
    }
}

/// Opens the shop before a suite's first test and closes it after the last.
struct ShopTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let drawn = try await CommandLineProgram.run(["demo", folder.path + "/pictures"])
        try #require(drawn.code == 0, "\(drawn.errors)")
        let engine = try await TestEngine.make(folder.path + "/data", purpose: "the browser's tests") {
            $0.modelFolders = [Fixtures.models, Fixtures.wordModels]
        }
        for (name, path) in [("products", "/pictures"), ("boots", "/pictures/boot")] {
            let collection = try await engine.collection(named: name, creatingWith: nil)
            _ = try await engine.sync(collection, directory: folder.path + path)
        }
        try await Shelves.fill(engine, in: folder)
        // Sound: the body runs to its end before `provideScope` returns, so that `function` does not outlive it.
        try await withoutActuallyEscaping(function) { function in
            let configure = { (server: inout LookalikeServerConfiguration) in
                server.companies.directory = folder.path + "/embeddings"
                // The shop's own images have addresses on this machine.
                server.fetcher = ImageFetcher(hosts: ["127.0.0.1"])
            }
            try await LiveServer.run(engine: engine, configure: configure) { server in
                try await Self.browse { browser in
                    try await Shop.$current.withValue(Shop(server: server, browser: browser, folder: folder))
                    {
                        try await function()
                    }
                }
            }
        }
    }

    private static func browse(_ body: (WebDriver) async throws -> Void) async throws {
        let driver = try Chromedriver()
        defer { driver.stop() }
        var browser = WebDriver(address: try await driver.address())
        try await browser.begin(arguments: [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
            "--disable-background-networking", "--window-size=1280,900", "--lang=en",
            // Nothing outside this machine can be reached, whatever a page asks for.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ])
        do {
            try await body(browser)
        } catch {
            try? await browser.end()
            throw error
        }
        try await browser.end()
    }
}

extension Trait where Self == ShopTrait {
    static var inShop: Self { ShopTrait() }
}
