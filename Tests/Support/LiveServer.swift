internal import AsyncHTTPClient
internal import Foundation
internal import HTTPTypes
public import Logging
public import LookalikeEngine
public import LookalikeServer
internal import NIOCore
internal import NIOHTTP1

/// A server on a port of its own, and a client of it.
public struct LiveServer: Sendable {
    /// The engine that the server uses.
    public let engine: Engine
    /// The port that the system chose.
    public let port: Int

    /// The server's address, without a slash at the end.
    public var base: String { "http://127.0.0.1:\(port)" }

    /// Runs `body` against a live server, which is stopped afterwards.
    ///
    /// - Parameter logger: nil logs to standard error what is critical.
    public static func run(
        engine: Engine, logger: Logger? = nil,
        configure: (inout LookalikeServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveServer) async throws -> Void
    ) async throws {
        var configuration = LookalikeServerConfiguration()
        configuration.ports = [0]
        configure(&configuration)
        var quiet = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
        quiet.logLevel = .critical
        let server = LookalikeServer(engine: engine, configuration: configuration, logger: logger ?? quiet)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(handlesSignals: false) { listening.yield($0) } }
            group.addTask {
                for await port in ports {
                    try await body(LiveServer(engine: engine, port: port))
                    return
                }
            }
            // Whichever ends first ends the other: the test, or a server that can't start.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What the server answered.
    public struct Answer: Sendable {
        /// The status code.
        public let status: Int
        /// The headers by their names in lower case.
        public let headers: [String: String]
        /// The whole body.
        public let body: [UInt8]

        /// The body as UTF-8.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// The shared client, except that it leaves compressed answers as they are: it can't read those to `HEAD`.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.decompression = .disabled
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Sends a request and reads the whole answer.
    public func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        let received = try await response.body.collect(upTo: 256 << 20)
        let pairs = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(pairs, uniquingKeysWith: { $0 + ", " + $1 }),
            body: Array(received.readableBytesView))
    }

    /// Sends a form: fields are text, files are bytes.
    public func form(
        _ method: String = "POST", _ path: String, fields: [String: String] = [:],
        files: [(name: String, filename: String, bytes: [UInt8])], headers: [String: String] = [:]
    ) async throws -> Answer {
        let boundary = "lookalike-\(UUID().uuidString)"
        var body: [UInt8] = []
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for file in files {
            let disposition = "form-data; name=\"\(file.name)\"; filename=\"\(file.filename)\""
            body += Array("--\(boundary)\r\nContent-Disposition: \(disposition)\r\n\r\n".utf8) + file.bytes
            body += Array("\r\n".utf8)
        }
        body += Array("--\(boundary)--\r\n".utf8)
        var headers = headers
        headers["Content-Type"] = "multipart/form-data; boundary=\(boundary)"
        return try await send(method, path, headers: headers, body: body)
    }
}
