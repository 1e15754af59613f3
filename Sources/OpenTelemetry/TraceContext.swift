public import Tracing

/// Where a span belongs, as services tell it to each other (W3C Trace Context, www.w3.org/TR/trace-context).
public struct TraceContext: Sendable, Equatable {
    /// 16 bytes, not all zero, in 32 small hexadecimal digits.
    public var traceID: String
    /// 8 bytes, not all zero, in 16 small hexadecimal digits.
    public var spanID: String
    /// Whether the trace is recorded.
    public var isSampled: Bool
    /// What other systems added, passed on as it is; empty for nothing.
    public var state: String

    init(traceID: String, spanID: String, isSampled: Bool, state: String = "") {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads a `traceparent` header. Later versions may have more behind the four fields of the first.
    ///
    /// - Returns: nil for a header that is not valid, which counts as none.
    public init?(traceparent: String, tracestate: String? = nil) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, Self.isHex(parts[0], 2), Self.isHex(parts[1], 32), Self.isHex(parts[2], 16),
            Self.isHex(parts[3], 2), parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" }),
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        // Long ones may be dropped (3.3.1.5).
        let state = tracestate.flatMap { $0.utf8.count <= 512 ? $0 : nil } ?? ""
        self.init(traceID: parts[1], spanID: parts[2], isSampled: flags & 1 == 1, state: state)
    }

    /// The `traceparent` header.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func isHex(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

private enum TraceContextKey: InstrumentationContextKey {
    typealias Value = TraceContext
}

extension InstrumentationContext {
    /// The span that work belongs to.
    public var trace: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }
}
