import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// A workplace whose data folder a server holds, which runs in another folder.
struct ServedPlace {
    let place: Workplace
    let server: RunningProgram
    private let elsewhere: Workplace
    private let socket: SocketPath

    init(_ place: Workplace, adding: [String: String] = [:]) async throws {
        self.place = place
        elsewhere = try Workplace()
        server = try RunningProgram(
            ["serve", "--port", "0", "--data-dir", place.data], in: elsewhere, adding: adding)
        try await server.wait { $0.output.contains("is ready") }
        socket = try SocketPath(place.data + "/local/socket")
    }

    /// The address of a path on the server's socket, as AsyncHTTPClient takes it.
    func address(_ path: String) -> String {
        "http+unix://\(socket.text.replacing("/", with: "%2F"))\(path)"
    }

    /// What the server answers on its socket.
    func get(_ path: String) async throws -> JSONValue {
        let answer = try await HTTPExchange.send("GET", address(path), headers: ["Host": "localhost"])
        try #require(answer.status == 200, "\(answer.text)")
        return try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
    }

    func end() async throws {
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
    }
}

extension CommandLineProgram.Result {
    /// What of it may not depend on who ran the command: without times, identities and the names of temporary folders.
    func comparable(in place: Workplace) -> [String] {
        ["\(code)"]
            + [output, errors].map { text in
                text.replacing(place.path, with: "PLACE")
                    .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "DATE")
                    .replacing(/[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/, with: "ID")
                    .replacing(/[\d.]+\/s/, with: "RATE")
                    .replacing(/[\d.]+ s\b/, with: "TIME")
                    .replacing(/"next" : "[^"]+"/, with: "CURSOR")
                    .replacing(/"seconds" : [\d.]+/, with: "SECONDS")
            }
    }
}
