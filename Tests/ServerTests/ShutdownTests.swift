import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// The program as it is shipped, stopped by the signal that it gets in real life.
@Suite(.timeLimit(.minutes(10))) struct ShutdownTests {
    @Test func `A request under way is answered before the server goes down`() async throws {
        let folder = try TemporaryFolder()
        let (process, port) = try await Self.start(folder)
        let connection = try RawConnection(port: port)
        let body = #"{"name": "shoes"}"#
        connection.send(
            "POST /collections HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n")
        connection.send("Expect: 100-continue\r\n\r\n")
        #expect(await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
        process.signal(SIGTERM)
        // New clients are turned away from now on.
        try await eventually("the port is closed") { (try? RawConnection(port: port)) == nil }
        connection.send(body)
        #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 201"))
        #expect(await process.end() == .code(0))
    }

    @Test func `A client that watches a job does not keep the server up`() async throws {
        let folder = try TemporaryFolder()
        for seed in 0..<400 {
            let picture = try TestPicture.jpeg(seed: UInt64(seed), width: 900, height: 700)
            try folder.write(picture, to: "product_images/\(seed).jpg")
        }
        let (process, port) = try await Self.start(folder)
        let order = RawConnection.request(
            "POST", "/collections", #"{"name": "shoes", "directory": "product_images"}"#)
        let connection = try RawConnection(port: port)
        connection.send(order)
        #expect(await connection.read(until: "}").hasPrefix("HTTP/1.1 201"))
        connection.send(RawConnection.request("POST", "/collections/shoes/sync", ""))
        let started = await connection.read(until: "\"running\"}")
        let location = try #require(started.firstMatch(of: /\/jobs\/[0-9a-f-]+/)?.0)
        connection.send("GET \(location)/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let begun = await connection.read(until: "event: ")
        process.signal(SIGTERM)
        let rest = await connection.readToEnd()
        #expect((begun + rest).contains("event: done"))
        #expect(await process.end() == .code(0))
    }

    private static func start(_ folder: TemporaryFolder) async throws -> (ChildProcess, port: Int) {
        let output = Pipe()
        let process = try CommandLineProgram.start(
            ["serve", "--port", "0", "--data-dir", "data"],
            environment: ["LOOKALIKE_MODEL_DIRS": Fixtures.models, "LOOKALIKE_MODEL": "tiny"],
            folder: folder.path, output: .pipe(output), errors: .pipe(output))
        var text = ""
        for await piece in ChildProcess.pieces(of: output) {
            text += String(decoding: piece, as: UTF8.self)
            if let match = text.firstMatch(of: /open http:\/\/[^:]+:(\d+)\s/), let port = Int(match.1) {
                return (process, port)
            }
        }
        throw StartFailure(output: text)
    }

    private struct StartFailure: Error {
        let output: String
    }
}

extension RawConnection {
    static func request(_ method: String, _ path: String, _ body: String) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
