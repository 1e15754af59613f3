import LookalikeOpenTelemetry
import Testing

@Suite(.timeLimit(.minutes(10))) struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"

    @Test func aHeaderIsReadAndWritten() throws {
        let header = "00-\(Self.trace)-\(Self.span)-01"
        let context = try #require(TraceContext(traceparent: header, tracestate: "a=1,b=2"))
        #expect(context.traceID == Self.trace)
        #expect(context.spanID == Self.span)
        #expect(context.isSampled)
        #expect(context.state == "a=1,b=2")
        #expect(context.traceparent == header)
        #expect(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-02")?.isSampled == false)
        // A later version may have more.
        #expect(TraceContext(traceparent: "cc-\(Self.trace)-\(Self.span)-01-more") != nil)
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-01-more", "ff-\(trace)-\(span)-01",
        "00-\(trace.uppercased())-\(span)-01", "00-00000000000000000000000000000000-\(span)-01",
        "00-\(trace)-0000000000000000-01", "00-\(trace)-\(span)-0", "00-\(trace)-\(span)-0g",
        "00-\(trace.dropLast())-\(span)-01", "-\(trace)-\(span)-01", "00-\(trace)é-\(span)-01",
    ])
    func anInvalidHeaderCountsAsNone(header: String) {
        #expect(TraceContext(traceparent: header) == nil)
    }
}
