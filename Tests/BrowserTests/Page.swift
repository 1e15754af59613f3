import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// The page as its visitor sees it: found by the `data-testid` of its parts.
struct Page: Sendable {
    let browser: WebDriver

    static func part(_ name: String) -> String { "[data-testid=\(name)]" }

    // MARK: Waiting

    /// Waits until an expression of JavaScript holds.
    func wait(_ expression: String, _ arguments: JSONValue..., at location: SourceLocation = #_sourceLocation)
        async throws
    {
        let script =
            "const [a, b] = arguments; const all = (n) => [...document.querySelectorAll(`[data-testid=${n}]`)];"
            + " const one = (n) => all(n)[0]; return Boolean(\(expression))"
        do {
            // An expression may fail as long as what it speaks of is not there.
            return try await eventually(expression, within: .seconds(60), every: .milliseconds(40)) {
                (try? await call(script, arguments)) == true
            }
        } catch is NeverCame {}
        let shown = try await browser.run("return document.body.innerText")
        Issue.record(
            "never: \(expression); the page shows: \(shown.stringValue?.prefix(500) ?? "")",
            sourceLocation: location)
        throw WebDriver.Failure(description: "never: \(expression)")
    }

    private func call(_ script: String, _ arguments: [JSONValue]) async throws -> Bool? {
        let (first, second) = (arguments.first ?? .null, arguments.dropFirst().first ?? .null)
        return try await browser.run(script, first, second).boolValue
    }

    /// Waits for the answer to the search of a picture of that name.
    func waitForResults(of name: String, at location: SourceLocation = #_sourceLocation) async throws {
        try await wait(
            "one('status').dataset.state == 'done' && one('query-name').textContent == a && !one('query-image').hidden",
            .string(name), at: location)
    }

    func waitForGallery(at location: SourceLocation = #_sourceLocation) async throws {
        try await wait(
            "all('gallery-item').length >= 12 && one('grid').getAttribute('aria-busy') == 'false'",
            at: location)
    }

    /// Waits until an error is shown; returns its sentence.
    func waitForError(at location: SourceLocation = #_sourceLocation) async throws -> String {
        try await wait("!one('error').hidden", at: location)
        return try await text("error")
    }

    // MARK: Reading

    /// The value of an expression of JavaScript.
    func value(_ expression: String, _ arguments: JSONValue...) async throws -> JSONValue {
        let (first, second) = (arguments.first ?? .null, arguments.dropFirst().first ?? .null)
        return try await browser.run("const [a, b] = arguments; return \(expression)", first, second)
    }

    func text(_ part: String) async throws -> String {
        try await value("document.querySelector(`[data-testid=${a}]`).innerText.trim()", .string(part))
            .stringValue ?? ""
    }

    /// The ids of the results, best first.
    func results() async throws -> [String] {
        let ids = try await value(
            "[...document.querySelectorAll('[data-testid=result-card]')].map((c) => c.dataset.id)")
        return ids.arrayValue?.compactMap(\.stringValue) ?? []
    }

    func scores() async throws -> [Double] {
        let scores = try await value(
            "[...document.querySelectorAll('[data-testid=result-score]')].map((c) => Number(c.dataset.score))"
        )
        return scores.arrayValue?.compactMap(\.doubleValue) ?? []
    }

    func address() async throws -> String {
        try await value("location.search").stringValue ?? ""
    }

    // MARK: Doing

    /// Searches with one of the images that are shown, as the button on it does.
    func searchSimilar(to id: String, at location: SourceLocation = #_sourceLocation) async throws {
        try await wait(
            "document.querySelector(`.cell [data-id='${a}'] ~ [data-testid=similar]`)", .string(id),
            at: location)
        try await browser.run(
            "document.querySelector(`.cell [data-id='${arguments[0]}'] ~ [data-testid=similar]`).click()",
            .string(id))
    }

    func click(_ part: String) async throws {
        try await browser.click(Self.part(part))
    }

    /// Writes a number into a field, in place of what it has.
    func fill(_ part: String, _ text: String) async throws {
        try await browser.run("document.querySelector(arguments[0]).select()", .string(Self.part(part)))
        try await browser.type(text, into: Self.part(part))
    }

    /// Chooses from the list of collections.
    func choose(collection: String) async throws {
        try await browser.run(
            "const s = document.querySelector('[data-testid=collection-select]'); s.value = arguments[0];"
                + " s.dispatchEvent(new Event('change', { bubbles: true }))", .string(collection))
    }

    /// Chooses a file as if in the browser's dialogue.
    func choose(file path: String) async throws {
        try await browser.type(path, into: Self.part("file-input"))
    }
}
