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
        process.terminate()
        // New clients are turned away from now on.
        try await eventually("the port is closed") { (try? RawConnection(port: port)) == nil }
        connection.send(body)
        #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 201"))
        await Self.end(of: process)
        #expect(process.terminationStatus == 0)
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
        process.terminate()
        let rest = await connection.readToEnd()
        #expect((begun + rest).contains("event: done"))
        await Self.end(of: process)
        #expect(process.terminationStatus == 0)
    }

    private static func start(_ folder: TemporaryFolder) async throws -> (Process, port: Int) {
        let process = try CommandLineProgram.make(
            ["serve", "--port", "0", "--data-dir", "data"],
            environment: ["LOOKALIKE_MODEL_DIRS": Fixtures.models, "LOOKALIKE_MODEL": "tiny"],
            folder: folder.path)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try CommandLineProgram.launch(process)
        var text = ""
        for await piece in pieces(of: output) {
            text += piece
            if let match = text.firstMatch(of: /open http:\/\/[^:]+:(\d+)\s/), let port = Int(match.1) {
                return (process, port)
            }
        }
        throw StartFailure(output: text)
    }

    /// What comes through a pipe, which is read to its end in any case: a full one would stop the program.
    private static func pieces(of pipe: Pipe) -> AsyncStream<String> {
        AsyncStream { continuation in
            DispatchQueue(label: "output").async {
                while true {
                    let data = pipe.fileHandleForReading.availableData
                    if data.isEmpty { break }
                    continuation.yield(String(decoding: data, as: UTF8.self))
                }
                continuation.finish()
            }
        }
    }

    private struct StartFailure: Error {
        let output: String
    }

    private static func end(of process: Process) async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "end").async {
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }
}

extension RawConnection {
    static func request(_ method: String, _ path: String, _ body: String) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
