internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// A request to any address, for tests that start their server as a process of its own.
public enum HTTPExchange {
    /// Sends a request and reads the whole answer, whatever its status.
    public static func send(
        _ method: String, _ url: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> LiveServer.Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        let received = try await response.body.collect(upTo: 256 << 20)
        let pairs = response.headers.map { ($0.name.lowercased(), $0.value) }
        return LiveServer.Answer(
            status: Int(response.status.code),
            headers: Dictionary(pairs, uniquingKeysWith: { $0 + ", " + $1 }),
            body: Array(received.readableBytesView))
    }
}
