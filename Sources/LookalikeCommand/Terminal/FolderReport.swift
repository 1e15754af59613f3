import LookalikeEngine

/// What the reports of `sync` and `generate` have in common: each is about a folder's images.
protocol FolderReport: Encodable {
    var seconds: Double { get set }
    var problems: [SyncProblem] { get }
    var marks: [SyncProblem] { get }
    var passedBy: Int { get }
    var passedByKinds: [PassedBy.Kind] { get }
}

extension SyncReport: FolderReport {}
extension CompanyGeneration.Report: FolderReport {}

extension FolderReport {
    /// The report as JSON, with the time in whole milliseconds.
    func printJSON() throws {
        var report = self
        report.seconds = (seconds * 1000).rounded() / 1000
        try Terminal.printJSON(report)
    }

    /// Says which images have a problem, and which files are no images.
    func noteProblems() {
        for problem in problems + marks { Terminal.note("  \(problem.path): \(problem.detail)") }
        PassedByText.note(passedBy, passedByKinds)
    }

    /// Those of the counts that are above 0, such as `3 added`.
    static func text(of counts: [(name: String, count: Int)]) -> [String] {
        counts.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
    }
}
