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

    @Test func othersReadBesideItAndDontWrite() async throws {
        let place = try Workplace()
        try await place.index()
        let port = freePort()
        let server = try RunningProgram(["serve", "--port", "\(port)"], in: place)
        try await server.wait { $0.output.contains("\n") }
        let sync = try await place.run("sync", "photos")
        #expect(sync.code == 75)
        #expect(sync.output.isEmpty)
        #expect(
            sync.errors.hasPrefix(
                "lookalike: The data folder \(place.data) is in use by the server on port \(port)"))
        #expect(sync.errors.contains("curl -X POST http://localhost:\(port)/collections/products/sync"))
        #expect(try await place.run("collections", "delete", "products", "--yes").code == 75)
        let second = try await place.run("serve", "--port", "0")
        #expect(second.code == 75)
        #expect(second.complains("in use by the server on port \(port)", "--data-dir"))
        #expect(try await place.run("search", "photos/a.jpg").code == 0)
        #expect(try await place.json("collections", "list")["collections"]?[0]?["images"]?.intValue == 3)
        #expect(try await place.run("models", "list").code == 0)
        // What the sentence told to do works.
        let job = try await answer("POST", "http://127.0.0.1:\(port)/collections/products/sync")
        #expect(job["kind"]?.stringValue == "sync")
        // For a collection that is not there yet, too.
        let fresh = try await place.run("sync", "photos", "-c", "fresh")
        #expect(fresh.code == 75)
        let told = fresh.errors.split(separator: "\n").filter { $0.hasPrefix("  curl ") }
        #expect(!told.isEmpty)
        for line in told {
            let (code, output) = try await Shell.run(String(line).replacing("curl ", with: "curl -sSf "))
            #expect(code == 0, "\(line)\n\(output)")
        }
        let made = try await get("http://127.0.0.1:\(port)/collections/fresh")
        #expect(made["directory"]?.stringValue == "\(place.path)/photos")
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
