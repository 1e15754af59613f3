import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ServeTests {
    @Test func printsItsAddressAndEndsInGoodOrder() async throws {
        let place = try Workplace()
        let server = try RunningProgram(["serve", "--port", "0"], in: place)
        try await server.wait { $0.output.contains("\n") }
        let port = try #require(
            server.output.firstMatch(of: /^Lookalike is ready: open http:\/\/localhost:(\d+)\n/)?.1)
        #expect(port != "0")
        let state = try await get("http://127.0.0.1:\(port)/")
        #expect(state["status"]?.stringValue == "ready")
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
    }

    @Test func variablesThatAreNoSettingsAreTold() async throws {
        let place = try Workplace()
        try place.write("LOOKALIKE_MODLE=tiny\nLOOKALIKE_QUEUE=100\nMODEL=x\n", to: ".env")
        let server = try RunningProgram(
            ["serve", "--port", "0"], in: place,
            adding: ["LOOKALIKE_PRODUCT_DIR": "x", "LOOKALIKE_COLOUR": "red", "LOOKALIKE_WORKERS": "1"])
        try await server.wait { $0.output.contains("\n") && $0.errors.contains("LOOKALIKE_MODEL?") }
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
        let told = server.errors.split(separator: "\n").filter { $0.contains("is no setting") }
        let expected = [
            "LOOKALIKE_COLOUR is no setting and changes nothing.",
            "LOOKALIKE_PRODUCT_DIR is no setting and changes nothing: did you mean LOOKALIKE_PRODUCTS_DIR?",
            "LOOKALIKE_MODLE in .env is no setting and changes nothing: did you mean LOOKALIKE_MODEL?",
        ]
        #expect(told.count == expected.count, "\(server.errors)")
        for (line, sentence) in zip(told, expected) {
            #expect(line.contains("warning") && line.contains(sentence), "\(line)")
        }
    }

    @Test func listensOnSeveralPorts() async throws {
        let place = try Workplace()
        let ports = [freePort(), freePort()]
        let server = try RunningProgram(
            ["serve", "--port", ports.map(String.init).joined(separator: ",")], in: place)
        try await server.wait { $0.output.count { $0 == "\n" } == 2 }
        for port in ports {
            #expect(server.output.contains("http://localhost:\(port)\n"))
            #expect(try await get("http://127.0.0.1:\(port)/collections")["collections"]?.arrayValue == [])
        }
        server.signal(SIGINT)
        #expect(try await server.end() == 0)
    }

    @Test func aTakenPortIsToldBeforeAnythingElse() async throws {
        let place = try Workplace()
        let server = try RunningProgram(["serve", "--port", "0"], in: place)
        try await server.wait { $0.output.contains("\n") }
        let port = try #require(server.output.firstMatch(of: /:(\d+)\n/)?.1)
        let other = try await place.run("serve", "--port", "0,\(port)", "--data-dir", "other")
        #expect(other.code == 1)
        #expect(other.complains("Port \(port) is taken by another program", "--port"), "\(other.errors)")
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
    }

    @Test(arguments: [
        ("no.such.host.invalid", "There is no address"), ("192.0.2.1", "doesn't have the address"),
    ])
    func anAddressOfNobodyIsTold(host: String, sentence: String) async throws {
        let result = try await Workplace().run("serve", "--host", host, "--port", "0")
        #expect(result.code == 1)
        #expect(result.complains(sentence, host), "\(result.errors)")
    }

    @Test func commandsWorkBesideIt() async throws {
        let place = try Workplace()
        try await place.index()
        let server = try RunningProgram(["serve", "--port", "0"], in: place)
        try await server.wait { $0.output.contains("\n") }
        try place.draw("photos/d.jpg")
        let sync = try await place.run("sync", "photos")
        #expect(sync.code == 0 && sync.output.contains("1 added, 3 unchanged"), "\(sync.errors)")
        #expect(try await place.run("search", "photos/d.jpg").code == 0)
        #expect(try await place.json("collections", "list")["collections"]?[0]?["images"]?.intValue == 4)
        #expect(try await place.run("models", "list").code == 0)
        #expect(try await place.run("collections", "delete", "products", "--yes").code == 0)
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
        #expect(try await place.run("sync", "photos").code == 0)
    }

    private func get(_ url: String) async throws -> JSONValue { try await answer("GET", url) }

    private func answer(_ method: String, _ url: String) async throws -> JSONValue {
        let answer = try await HTTPExchange.send(method, url)
        return try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
    }
}
