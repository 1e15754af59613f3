internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Sends batches to the receiver (opentelemetry.io/docs/specs/otlp/#otlphttp).
struct SpanReceiver: Sendable {
    enum Outcome: Sendable {
        /// All of it was taken, except those that the answer names.
        case taken(ExportAnswer)
        /// It may work later, not before `after`.
        case unavailable(String, after: Duration?)
        /// It would never work.
        case refused(String)
    }

    /// Answers are short; more is not read.
    private static let longestAnswer = 64 << 10

    private let client: HTTPClient
    private let request: HTTPClientRequest
    private let timeout: TimeAmount

    init(_ configuration: OpenTelemetryConfiguration) {
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
        settings.tracing.tracer = nil
        let (seconds, attoseconds) = configuration.timeout.components
        timeout = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        // The deadline of a request ends with the head of its answer: this is for a receiver that stops in the middle.
        settings.timeout = .init(connect: timeout, read: timeout)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        var request = HTTPClientRequest(url: configuration.endpoint.absoluteString)
        request.method = .POST
        request.headers.add(name: "User-Agent", value: "lookalike")
        for (name, value) in configuration.headers { request.headers.replaceOrAdd(name: name, value: value) }
        request.headers.replaceOrAdd(name: "Content-Type", value: "application/x-protobuf")
        self.request = request
    }

    func send(_ bytes: [UInt8]) async -> Outcome {
        var request = request
        request.body = .bytes(ByteBuffer(bytes: bytes))
        do {
            let response = try await client.execute(request, timeout: timeout)
            let status = Int(response.status.code)
            if (200..<300).contains(status) { return .taken(await answer(response)) }
            let text = "the receiver answers \(status)"
            guard [429, 502, 503, 504].contains(status) else { return .refused(text) }
            let seconds = response.headers.first(name: "Retry-After").flatMap { Int($0) }
            return .unavailable(text, after: seconds.map { .seconds(max(0, min($0, 3_600))) })
        } catch {
            return .unavailable("\(error)", after: nil)
        }
    }

    func close() async {
        // What shutting down says does not matter: nothing is in flight any more.
        try? await client.shutdown()
    }

    private func answer(_ response: HTTPClientResponse) async -> ExportAnswer {
        // The spans are taken; an answer that can't be read says nothing more.
        guard let body = try? await response.body.collect(upTo: Self.longestAnswer) else {
            return ExportAnswer([])
        }
        return ExportAnswer(Array(body.readableBytesView))
    }
}
