import Foundation
import LookalikeJSON
import TestSupport

/// A browser driven by the W3C WebDriver protocol (w3.org/TR/webdriver2): only what the tests need.
struct WebDriver: Sendable {
    /// What the driver refused.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// The protocol's name of the error, such as "stale element reference".
        var code = ""
    }

    /// The driver's address, without a session's.
    let address: String
    private(set) var session = ""

    init(address: String) {
        self.address = address
    }

    /// Begins a session in a browser of its own.
    mutating func begin(arguments: [JSONValue]) async throws {
        let options: JSONValue = ["args": .array(arguments)]
        let capabilities: JSONValue = [
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": ["performance": "ALL"],
        ]
        let answer = try await call("POST", "/session", ["capabilities": ["alwaysMatch": capabilities]])
        guard let id = answer["sessionId"]?.stringValue else {
            throw Failure(description: "no session: \(answer)")
        }
        session = "/session/" + id
    }

    func end() async throws {
        _ = try await call("DELETE", session)
    }

    // MARK: The page

    func open(_ url: String) async throws {
        _ = try await command("/url", ["url": .string(url)])
    }

    /// Runs a function's body in the page.
    @discardableResult
    func run(_ script: String, _ arguments: JSONValue...) async throws -> JSONValue {
        try await command("/execute/sync", ["script": .string(script), "args": .array(arguments)])
    }

    /// The first element that a CSS selector finds.
    func element(_ selector: String) async throws -> String {
        let answer = try await command("/element", ["using": "css selector", "value": .string(selector)])
        guard let id = answer.objectValue?.values.first?.stringValue else {
            throw Failure(description: "no \(selector)")
        }
        return id
    }

    /// A click as a person does it: it fails where something else covers the element.
    func click(_ selector: String) async throws {
        try await act(on: selector, "click", [:])
    }

    /// Types into an element; for a file input, the path of the file.
    func type(_ text: String, into selector: String) async throws {
        try await act(on: selector, "value", ["text": .string(text)])
    }

    /// Acts on the element that a selector finds. The page may put another one in its place between the two
    /// commands: nothing was done to the old one then, and the new one is found.
    private func act(on selector: String, _ action: String, _ body: JSONValue) async throws {
        try await eventually("\(selector) that stays for \(action)", within: .seconds(60)) {
            do {
                _ = try await command("/element/\(try await element(selector))/\(action)", body)
                return true
            } catch let failure as Failure where failure.code == "stale element reference" {
                return false
            }
        }
    }

    /// Presses keys one after the other, wherever the focus is.
    func press(_ keys: Key...) async throws {
        let presses = keys.flatMap { key in
            ["keyDown", "keyUp"].map {
                JSONValue.object(["type": .string($0), "value": .string(key.rawValue)])
            }
        }
        let actions: JSONValue = ["type": "key", "id": "keyboard", "actions": .array(presses)]
        _ = try await command("/actions", ["actions": [actions]])
    }

    /// Types wherever the focus is.
    func type(_ text: String) async throws {
        let presses = text.flatMap { character in
            ["keyDown", "keyUp"].map {
                JSONValue.object(["type": .string($0), "value": .string(String(character))])
            }
        }
        let actions: JSONValue = ["type": "key", "id": "keyboard", "actions": .array(presses)]
        _ = try await command("/actions", ["actions": [actions]])
    }

    /// A picture of the window, as PNG.
    func screenshot() async throws -> Data {
        let text = try await call("GET", session + "/screenshot").stringValue ?? ""
        return Data(base64Encoded: text) ?? Data()
    }

    /// What happened on the network since the last call: the addresses that the page asked for.
    func requests() async throws -> [String] {
        let entries = try await command("/se/log", ["type": "performance"]).arrayValue ?? []
        return try entries.compactMap { entry in
            let message = try JSONDecoder().decode(
                JSONValue.self, from: Data((entry["message"]?.stringValue ?? "").utf8))
            guard message["message"]?["method"]?.stringValue == "Network.requestWillBeSent" else {
                return nil
            }
            return message["message"]?["params"]?["request"]?["url"]?.stringValue
        }
    }

    /// A command of Chrome's own protocol.
    func chrome(_ name: String, _ parameters: JSONValue) async throws {
        _ = try await command("/goog/cdp/execute", ["cmd": .string(name), "params": parameters])
    }

    // MARK: The protocol

    private func command(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await call("POST", session + path, body)
    }

    private func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let answer = try await HTTPExchange.send(
            method, address + path, headers: body == nil ? [:] : ["Content-Type": "application/json"],
            body: body.map { Array($0.description.utf8) })
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))["value"] ?? .null
        if let error = value["error"]?.stringValue {
            throw Failure(
                description: "\(error): \(value["message"]?.stringValue?.prefix(300) ?? "")", code: error)
        }
        return value
    }
}

/// Keys without a character, by the protocol's numbers.
enum Key: String {
    case tab = "\u{E004}"
    case enter = "\u{E007}"
    case escape = "\u{E00C}"
    case left = "\u{E012}"
    case right = "\u{E014}"
    case down = "\u{E015}"
    case end = "\u{E010}"
    case home = "\u{E011}"
}
