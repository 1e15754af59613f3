import Foundation

/// The result of a load test.
struct LoadReport: Codable, Sendable {
    /// Figures of one operation, or of all; times in milliseconds, percentiles by the nearest rank.
    struct Figures: Codable, Sendable {
        let count: Int
        let errors: Int
        /// Successful operations per second.
        let perSecond: Double
        let mean: Double
        let p50: Double
        let p95: Double
        let p99: Double
        let max: Double

        enum CodingKeys: String, CodingKey {
            case count, errors
            case perSecond = "per_second"
            case mean = "mean_ms"
            case p50 = "p50_ms"
            case p95 = "p95_ms"
            case p99 = "p99_ms"
            case max = "max_ms"
        }

        init(_ samples: [LoadSample], seconds: Double) {
            let times = samples.lazy.filter { $0.problem == nil }.map(\.milliseconds).sorted()
            func rank(_ part: Double) -> Double {
                times.isEmpty ? 0 : times[Swift.max(0, Int((part * Double(times.count)).rounded(.up)) - 1)]
            }
            count = samples.count
            errors = samples.count - times.count
            perSecond = Double(times.count) / seconds
            mean = times.isEmpty ? 0 : times.reduce(0, +) / Double(times.count)
            (p50, p95, p99, max) = (rank(0.5), rank(0.95), rank(0.99), times.last ?? 0)
        }
    }

    let url: String
    let clients: Int
    let mix: String
    let seconds: Double
    let imageBytes: Int
    let all: Figures
    let operations: [String: Figures]
    /// Searches that the server answered from its cache.
    let cached: Int
    /// How often each kind of error occurred.
    let errors: [String: Int]
    /// Images of the test that were removed afterwards, and images that are still there.
    let removed: Int
    let left: Int

    enum CodingKeys: String, CodingKey {
        case url, clients, mix, seconds, all, operations, cached, errors, removed, left
        case imageBytes = "mean_picture_bytes"
    }

    init(_ plan: LoadPlan, _ samples: [LoadSample], seconds: Double, removed: Int, left: Int) {
        (self.removed, self.left) = (removed, left)
        (url, clients, mix, self.seconds) = (plan.url, plan.clients, plan.mix.text, seconds)
        imageBytes = plan.images.meanBytes
        all = Figures(samples, seconds: seconds)
        operations = Dictionary(grouping: samples, by: \.operation.rawValue).mapValues {
            Figures($0, seconds: seconds)
        }
        cached = samples.count { $0.isCached }
        errors = Dictionary(samples.compactMap { $0.problem.map { ($0, 1) } }, uniquingKeysWith: +)
    }

    /// What happened to the images.
    var remainder: String {
        if left == 0 { return "The \(removed) images that it left were removed again." }
        return removed == 0
            ? "\(left) images stay in the server's collection; their ids begin with 'load-'."
            : "\(removed) images were removed again; \(left) could not be. Their ids begin with 'load-'."
    }

    var text: String {
        var table = TextTable(
            header: [("operation", .left)]
                + ["count", "errors", "per second", "mean", "P50", "P95", "P99", "max"].map { ($0, .right) })
        for (name, figures) in operations.sorted(by: { $0.key < $1.key }) + [(key: "all", value: all)] {
            let times = [figures.mean, figures.p50, figures.p95, figures.p99, figures.max]
            table.rows.append(
                [name, "\(figures.count)", "\(figures.errors)", String(format: "%.1f", figures.perSecond)]
                    + times.map(Self.time))
        }
        let head =
            "\(clients) clients, \(String(format: "%.1f", seconds)) s, \(mix), images of \(Terminal.size(imageBytes))"
        let problems = errors.sorted { $0.value > $1.value }.prefix(5).map { "\n\($0.value) × \($0.key)" }
        return head + "\n\n" + table.text + problems.joined()
    }

    private static func time(_ milliseconds: Double) -> String {
        milliseconds < 1_000
            ? String(format: "%.1f ms", milliseconds) : String(format: "%.2f s", milliseconds / 1_000)
    }
}
