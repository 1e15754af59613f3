internal import Tracing

/// Spans as OTLP's `ExportTraceServiceRequest`
/// (github.com/open-telemetry/opentelemetry-proto, `trace/v1/trace.proto`).
enum SpanEncoding {
    /// Longer texts are cut, in bytes of UTF-8.
    private static let longest = 4_096

    /// - Parameter resource: what tells this service from others.
    static func request(_ spans: [FinishedSpan], resource: [String: String]) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.message(1) { group in
            group.message(1) { message in
                for (name, value) in resource.sorted(by: { $0.key < $1.key }) {
                    pair(1, name, .string(value), &message)
                }
            }
            group.message(2) { scope in
                scope.message(1) { $0.string(1, "lookalike") }
                for span in spans { scope.message(2) { add(span, to: &$0) } }
            }
        }
        return writer.bytes
    }

    private static func add(_ span: FinishedSpan, to message: inout ProtobufWriter) {
        message.data(1, bytes(span.trace.traceID))
        message.data(2, bytes(span.trace.spanID))
        message.string(3, span.trace.state)
        if !span.parentID.isEmpty { message.data(4, bytes(span.parentID)) }
        message.string(5, cut(span.name))
        message.number(6, kind(span.kind))
        message.fixed64(7, span.start)
        message.fixed64(8, span.end)
        message.number(10, UInt64(add(span.attributes, 9, &message)))
        for event in span.events {
            message.message(11) { message in
                message.fixed64(1, event.time)
                message.string(2, cut(event.name))
                message.number(4, UInt64(add(event.attributes, 3, &message)))
            }
        }
        for link in span.links {
            message.message(13) { message in
                message.data(1, bytes(link.traceID))
                message.data(2, bytes(link.spanID))
                message.string(3, link.state)
                message.fixed32(6, link.isSampled ? 1 : 0)
            }
        }
        if let status = span.status {
            message.message(15) { message in
                message.string(2, cut(status.message ?? ""))
                message.number(3, status.code == .ok ? 1 : 2)
            }
        }
        message.fixed32(16, flags(span))
    }

    /// W3C's flags, and whether the parent is another service's.
    private static func flags(_ span: FinishedSpan) -> UInt32 {
        let sampled: UInt32 = span.trace.isSampled ? 1 : 0
        return sampled | 0x100 | (span.isParentRemote ? 0x200 : 0)
    }

    /// - Returns: how many are left out.
    private static func add(
        _ attributes: SpanAttributes, _ field: UInt64, _ message: inout ProtobufWriter
    ) -> Int {
        var count = 0
        // They are no sequence.
        // swift-format-ignore: ReplaceForEachWithForLoop
        attributes.forEach { name, value in
            // A query may have secrets of the server that is asked.
            guard name != "url.query" else { return }
            count += 1
            if count > FinishedSpan.limit { return }
            if name == "url.full", case .string(let address) = value {
                pair(field, name, .string(String(address.prefix { $0 != "?" })), &message)
            } else {
                pair(field, name, value, &message)
            }
        }
        return max(0, count - FinishedSpan.limit)
    }

    private static func pair(
        _ field: UInt64, _ name: String, _ value: SpanAttribute, _ message: inout ProtobufWriter
    ) {
        message.message(field) { message in
            message.string(1, cut(name))
            message.message(2) { add(value, to: &$0) }
        }
    }

    /// As `AnyValue`.
    private static func add(_ value: SpanAttribute, to message: inout ProtobufWriter) {
        func array(_ values: [SpanAttribute]) {
            message.message(5) { list in
                for value in values { list.message(1) { add(value, to: &$0) } }
            }
        }
        switch value {
        case .string(let text): message.data(1, Array(cut(text).utf8))
        case .bool(let flag): message.present(2, flag ? 1 : 0)
        case .int32(let number): message.present(3, UInt64(bitPattern: Int64(number)))
        case .int64(let number): message.present(3, UInt64(bitPattern: number))
        case .double(let number): message.fixed64(4, number.bitPattern)
        case .stringArray(let values): array(values.map { .string($0) })
        case .boolArray(let values): array(values.map { .bool($0) })
        case .int32Array(let values): array(values.map { .int32($0) })
        case .int64Array(let values): array(values.map { .int64($0) })
        case .doubleArray(let values): array(values.map { .double($0) })
        case .stringConvertibleArray(let values): array(values.map { .string("\($0)") })
        case .stringConvertible(let value): message.data(1, Array(cut("\(value)").utf8))
        default: message.data(1, Array(cut("\(value)").utf8))
        }
    }

    private static func kind(_ kind: SpanKind) -> UInt64 {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        // Not in the middle of a character.
        var short = text.prefix(longest)
        while short.utf8.count > longest { short = short.dropLast(max(1, (short.utf8.count - longest) / 4)) }
        return String(short)
    }

    private static func bytes(_ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).map { place in
            value(digits[place]) << 4 | value(digits[place + 1])
        }
    }

    private static func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }
}
