internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
public import Synchronization

/// Receives traces over OTLP/HTTP and decodes them by the published schema
/// (github.com/open-telemetry/opentelemetry-proto, `opentelemetry/proto/trace/v1/trace.proto`).
public final class TraceReceiver: Sendable {
    /// A span as it arrived.
    public struct Span: Sendable {
        /// In hexadecimal digits.
        public var traceID = ""
        /// In hexadecimal digits.
        public var spanID = ""
        /// In hexadecimal digits; empty for the first span of a trace.
        public var parentID = ""
        /// What other systems added.
        public var state = ""
        /// What is done.
        public var name = ""
        /// 1 internal, 2 server, 3 client.
        public var kind = 0
        /// Nanoseconds since 1970.
        public var start: UInt64 = 0
        /// Nanoseconds since 1970.
        public var end: UInt64 = 0
        /// By name; numbers and truth values as their texts.
        public var attributes: [String: String] = [:]
        /// Names of what happened meanwhile.
        public var events: [String] = []
        /// 0 unset, 1 fine, 2 error.
        public var status = 0
        /// W3C's flags; 0x200 says that the parent is another service's.
        public var flags: UInt64 = 0
    }

    /// What arrived, and what is answered.
    public struct State: Sendable {
        /// Of all requests that were taken.
        public var spans: [Span] = []
        /// Of the service that sent the last request.
        public var resource: [String: String] = [:]
        /// Of all requests, those that were refused too: names in lower case.
        public var headers: [[String: String]] = []
        /// Statuses of the next answers; 200 once there are none.
        public var statuses: [Int] = []
        /// The body of each answer with 200.
        public var answer: [UInt8] = []
        /// What could not be decoded.
        public var mistakes = 0
    }

    /// May be changed at any time.
    public let state = Mutex(State())

    /// Nothing has arrived.
    public init() {}

    /// All spans that were taken.
    public var spans: [Span] { state.withLock { $0.spans } }

    /// Runs `body` with the receiver's address, without `/v1/traces`.
    public func run(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.post("v1/traces") { request, _ in
            self.answer(
                request.headers, Array(try await request.body.collect(upTo: 64 << 20).readableBytesView))
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        var quiet = Logger(label: "traces")
        quiet.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }, logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await port in ports {
                    try await body("http://127.0.0.1:\(port)")
                    return
                }
            }
            // Whichever ends first ends the other.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func answer(_ headers: HTTPFields, _ body: [UInt8]) -> Response {
        state.withLock { state in
            let pairs = headers.map { ($0.name.canonicalName, $0.value) }
            state.headers.append(Dictionary(pairs, uniquingKeysWith: { $1 }))
            let status = state.statuses.isEmpty ? 200 : state.statuses.removeFirst()
            guard status == 200 else { return Response(status: .init(code: status)) }
            guard headers[.contentType] == "application/x-protobuf", take(body, &state) else {
                state.mistakes += 1
                return Response(status: .badRequest)
            }
            return Response(
                status: .ok, headers: [.contentType: "application/x-protobuf"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: state.answer)))
        }
    }

    /// False if it is not what the schema says.
    private func take(_ body: [UInt8], _ state: inout State) -> Bool {
        guard let groups = ProtobufMessage(body)?.messages(1) else { return false }
        for group in groups {
            guard let resource = group.messages(1)?.first, let scopes = group.messages(2) else {
                return false
            }
            state.resource = resource.attributes(1)
            for span in scopes.flatMap({ $0.messages(2) ?? [] }) {
                guard let span = Span(span) else { return false }
                state.spans.append(span)
            }
        }
        return true
    }
}

extension TraceReceiver.Span {
    fileprivate init?(_ message: ProtobufMessage) {
        guard let trace = message.data(1), trace.count == 16, let own = message.data(2), own.count == 8,
            message.data(4) == nil || message.data(4)?.count == 8, let events = message.messages(11)
        else { return nil }
        let digits = { (bytes: [UInt8]) in
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        (traceID, spanID, parentID) = (digits(trace), digits(own), digits(message.data(4) ?? []))
        state = String(decoding: message.data(3) ?? [], as: UTF8.self)
        name = String(decoding: message.data(5) ?? [], as: UTF8.self)
        kind = Int(message.number(6) ?? 0)
        (start, end) = (message.number(7) ?? 0, message.number(8) ?? 0)
        attributes = message.attributes(9)
        self.events = events.map { String(decoding: $0.data(2) ?? [], as: UTF8.self) }
        status = Int(message.messages(15)?.first?.number(3) ?? 0)
        flags = message.number(16) ?? 0
    }
}

/// A message of Protocol Buffers, field by field (protobuf.dev/programming-guides/encoding).
struct ProtobufMessage {
    private var numbers: [UInt64: UInt64] = [:]
    private var parts: [UInt64: [[UInt8]]] = [:]

    /// Nil if the bytes are none.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func fixed(_ count: Int) -> UInt64? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        func varint() -> UInt64? {
            var value: UInt64 = 0
            for place in 0..<10 {
                guard let byte = rest.popFirst() else { return nil }
                value |= UInt64(byte & 0x7F) << UInt64(7 * place)
                if byte & 0x80 == 0 { return value }
            }
            return nil
        }
        while !rest.isEmpty {
            guard let key = varint() else { return nil }
            switch key & 7 {
            case 0, 1, 5:
                guard let value = key & 7 == 0 ? varint() : fixed(key & 7 == 1 ? 8 : 4) else { return nil }
                numbers[key >> 3] = value
            case 2:
                guard let count = varint(), count <= rest.count else { return nil }
                parts[key >> 3, default: []].append(Array(rest.prefix(Int(count))))
                rest = rest.dropFirst(Int(count))
            default: return nil
            }
        }
    }

    func number(_ field: UInt64) -> UInt64? { numbers[field] }
    func data(_ field: UInt64) -> [UInt8]? { parts[field]?.last }

    /// Nil if one of them is none.
    func messages(_ field: UInt64) -> [ProtobufMessage]? {
        let messages = (parts[field] ?? []).map { ProtobufMessage($0) }
        return messages.contains { $0 == nil } ? nil : messages.compactMap { $0 }
    }

    /// `KeyValue`s, with texts, numbers and truth values as texts.
    func attributes(_ field: UInt64) -> [String: String] {
        var found: [String: String] = [:]
        for pair in messages(field) ?? [] {
            guard let value = pair.messages(2)?.first else { continue }
            let name = String(decoding: pair.data(1) ?? [], as: UTF8.self)
            if let text = value.data(1) {
                found[name] = String(decoding: text, as: UTF8.self)
            } else if let flag = value.number(2) {
                found[name] = flag == 1 ? "true" : "false"
            } else if let number = value.number(3) {
                found[name] = "\(Int64(bitPattern: number))"
            } else if let bits = value.number(4) {
                found[name] = "\(Double(bitPattern: bits))"
            }
        }
        return found
    }
}
