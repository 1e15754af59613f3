import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct LoadTests {
    @Test func `It prints and writes what a server did`() async throws {
        let place = try Workplace()
        try place.draw("pictures/a.jpg", "pictures/b.jpg")
        let server = try RunningProgram(["serve", "--port", "0"], in: place)
        try await server.wait { $0.output.contains("\n") }
        let port = try #require(server.output.firstMatch(of: /:(\d+)\n/)?.1)
        let url = "http://127.0.0.1:\(port)"
        let result = try await place.run(
            "load", "--url", url + "/", "--clients", "4", "--seconds", "1", "--mix",
            "index:2,search:1,delete", "--keep",
            "--pictures", "pictures", "--json", "load.json")
        #expect(result.code == 0, "\(result.errors)")
        for part in [
            "4 clients", "index:2,search:1,delete:1", "P50", "P95", "P99", "per second", "index", "search",
        ] {
            #expect(result.output.contains(part), "\(part)")
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: place.path + "/load.json"))
        let report = try JSONDecoder().decode(JSONValue.self, from: data)
        let operations = report["operations"]
        #expect(operations?.objectValue?.keys.contains("index") == true)
        let counts = operations?.objectValue?.values.compactMap { $0["count"]?.intValue } ?? []
        #expect(report["all"]?["count"]?.intValue == counts.reduce(0, +))
        #expect(report["all"]?["errors"] == 0)
        #expect(report["all"]?["per_second"]?.doubleValue ?? 0 > 0)
        #expect(report["errors"] == [:])
        // No picture was sent twice.
        #expect(report["cached"] == 0)
        let times = ["p50_ms", "p95_ms", "p99_ms", "max_ms"].compactMap { report["all"]?[$0]?.doubleValue }
        #expect(times.count == 4 && times == times.sorted())
        let indexed = operations?["index"]?["count"]?.intValue ?? 0
        let deleted = operations?["delete"]?["count"]?.intValue ?? 0
        let answer = try await HTTPExchange.send("GET", url + "/api/v1/stats")
        let figures = try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
        #expect(figures["collection"]?["points_count"]?.intValue == indexed - deleted)
        #expect(report["left"]?.intValue == indexed - deleted && report["removed"] == 0)
        #expect(result.errors.contains("\(indexed - deleted) images stay in the server's collection"))
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
    }

    @Test func `It takes its pictures away again, also when it is stopped`() async throws {
        let place = try Workplace()
        try place.draw("pictures/a.jpg")
        let server = try RunningProgram(["serve", "--port", "0"], in: place)
        try await server.wait { $0.output.contains("\n") }
        let port = try #require(server.output.firstMatch(of: /:(\d+)\n/)?.1)
        let url = "http://127.0.0.1:\(port)"
        let stored = {
            let answer = try await HTTPExchange.send("GET", url + "/api/v1/stats")
            let figures = try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
            return figures["collection"]?["points_count"]?.intValue ?? 0
        }
        let options = ["load", "--url", url, "--clients", "3", "--mix", "index", "--pictures", "pictures"]
        let result = try await place.run(options + ["--seconds", "1"])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.errors.contains("images that it left were removed again."))
        #expect(try await stored() == 0)
        let stopped = try RunningProgram(options + ["--seconds", "600"], in: place)
        try await stopped.wait { _ in try await stored() > 0 }
        stopped.signal(SIGINT)
        #expect(try await stopped.end() == 130)
        #expect(try await stored() == 0)
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
    }

    @Test func `Without a server, with wrong options or without pictures it says so`() async throws {
        let place = try Workplace()
        let nobody = try await place.run("load", "--url", "http://127.0.0.1:\(freePort())", "--seconds", "1")
        #expect(nobody.code == 1)
        #expect(nobody.errors.contains("No server answers at http://127.0.0.1"))
        for options in [
            ["--mix", "fly:1"], ["--mix", "index:-1"], ["--mix", "index:0"], ["--mix", ""],
            ["--clients", "0"],
            ["--seconds", "0"], ["--url", "localhost"],
        ] {
            #expect(try await place.run(["load"] + options).code == 64, "\(options)")
        }
        try FileManager.default.createDirectory(
            atPath: place.path + "/empty", withIntermediateDirectories: true)
        let empty = try await place.run("load", "--pictures", "empty", "--seconds", "1")
        #expect(empty.code == 1)
        #expect(empty.complains("There are no images in empty"))
    }
}
