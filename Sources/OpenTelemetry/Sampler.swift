internal import Foundation

/// Which traces are recorded, as `OTEL_TRACES_SAMPLER` names it
/// (opentelemetry.io/docs/specs/otel/trace/sdk/#built-in-samplers).
public struct Sampler: Sendable, Equatable {
    /// The share of traces that are recorded among those that begin here: 0 to 1.
    var share: Double
    /// Whether a trace that began elsewhere is recorded if it is there.
    var followsParent: Bool

    /// All traces, except those that other services don't record.
    public static let standard = Sampler(share: 1, followsParent: true)

    init(share: Double, followsParent: Bool) {
        self.share = share
        self.followsParent = followsParent
    }

    /// - Parameters:
    ///   - name: such as `parentbased_traceidratio`.
    ///   - argument: the share, for samplers that take one; nil counts as 1.
    /// - Throws: ``OpenTelemetryError`` for a name that is not known, and for an argument that is no share.
    public init(named name: String, argument: String?) throws(OpenTelemetryError) {
        let root = name.hasPrefix("parentbased_") ? String(name.dropFirst("parentbased_".count)) : name
        followsParent = root != name
        switch root {
        case "always_on": share = 1
        case "always_off": share = 0
        case "traceidratio":
            guard let share = Double(argument ?? "1"), (0...1).contains(share) else {
                throw .invalid(
                    variable: "OTEL_TRACES_SAMPLER_ARG", value: argument ?? "",
                    expected: "a number from 0 to 1")
            }
            self.share = share
        default:
            throw .invalid(
                variable: "OTEL_TRACES_SAMPLER", value: name,
                expected:
                    "always_on, always_off or traceidratio, or one of them with parentbased_ before it")
        }
    }

    /// Whether a span is recorded.
    ///
    /// - Parameter parent: nil for a trace that begins here.
    func records(traceID: String, parent: TraceContext?) -> Bool {
        if followsParent, let parent { return parent.isSampled }
        if share >= 1 { return true }
        // The last 8 bytes are random; the same trace is decided in the same way everywhere.
        guard let number = UInt64(traceID.suffix(16), radix: 16) else { return false }
        return Double(number >> 1) < share * 0x1p63
    }
}
