import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors

extension Collections {
    struct Index: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Choose a collection's index, build it and measure it.",
            usage: "lookalike collections index <name> [--kind <kind>] [options]",
            discussion: """
                flat is exact. hnsw (a graph) and ivfflat (inverted lists) miss a few of the nearest vectors, and \
                are much faster for very large collections. auto, the default, is exact while a scan takes less \
                than --latency-ms, and uses a graph above that. Parameters that are not given are chosen by \
                measurement.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var name: String
        @Option(help: "flat, hnsw, ivfflat or auto. (default: unchanged)") var kind: IndexKind?
        @Option(help: "hnsw: links per node.") var m: Int?
        @Option(help: "hnsw: candidates kept while building.") var efConstruction: Int?
        @Option(help: "hnsw: candidates kept in a search.") var efSearch: Int?
        @Option(help: "ivfflat: number of lists.") var lists: Int?
        @Option(help: "ivfflat: lists that a search scans.") var nprobe: Int?
        @Option(help: "auto: longest time of an exact search.") var latencyMs: Double?

        func run() async throws {
            _ = try await common.reader().collection(named: name)
            let engine = try await common.engine(purpose: "'lookalike collections index'")
            let collection = try await engine.collection(named: name)
            if kind != nil || !parameters.isEmpty {
                let kind = kind ?? IndexKind(rawValue: collection.record.indexKind) ?? .auto
                try await engine.setIndex(kind, parameters: parameters, of: collection)
            }
            let begin = ContinuousClock.now
            let line = IndexLine(
                try await engine.index(collection), seconds: (ContinuousClock.now - begin).seconds)
            if output.json { return try Terminal.printJSON(line) }
            try Terminal.print(line.sentence(collection))
        }

        private var parameters: [String: JSONValue] {
            let whole = [
                "m": m, "ef_construction": efConstruction, "ef_search": efSearch, "lists": lists,
                "nprobe": nprobe,
            ]
            var parameters = whole.compactMapValues { $0.map { JSONValue.int($0) } }
            if let latencyMs { parameters["latency_ms"] = .double(latencyMs) }
            return parameters
        }
    }

    struct Verify: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every vector of a collection and report damaged ones.",
            usage: "lookalike collections verify <name> [--heal] [options]",
            discussion: """
                The exit code is 1 if a vector is damaged and stays so. Damaged vectors are left out of answers. \
                --heal recomputes those whose image is there; others must be sent again by the client that made \
                them. Damaged byte codes are rebuilt automatically.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var name: String
        @Flag(help: "Recompute damaged vectors whose images are there.") var heal = false

        func run() async throws {
            if heal {
                let engine = try await common.engine(purpose: "'lookalike collections verify'")
                let (damaged, healed) = try await engine.heal(try engine.collection(named: name))
                if damaged > 0 { Terminal.note("\(healed) of \(damaged) damaged vectors were made anew.") }
                return try await show(engine)
            }
            try await show(try await common.reader())
        }

        private func show(_ engine: Engine) async throws {
            let report = try await engine.verify(try engine.collection(named: name))
            if output.json {
                try Terminal.printJSON(report)
            } else {
                try Terminal.print(report.sentence)
                for id in report.damaged { try Terminal.print("  \(id)") }
            }
            if !report.damaged.isEmpty { throw CommandFailure("", code: CommandFailure.failed) }
        }
    }
}

private struct IndexLine: Encodable {
    let kind: String
    let indexed: Int
    let recall: Double?
    let selfRecall: Double?
    let effort: Int?
    let seconds: Double

    enum CodingKeys: String, CodingKey {
        case kind, indexed, recall, effort, seconds
        case selfRecall = "self_recall"
    }

    init(_ statistics: IndexStatistics, seconds: Double) {
        kind = statistics.kind.rawValue
        (indexed, effort) = (statistics.indexed, statistics.effort)
        (recall, selfRecall) = (statistics.recall, statistics.selfRecall)
        self.seconds = (seconds * 1_000).rounded() / 1_000
    }

    /// Why the search is exact although another kind was requested.
    private func reason(_ collection: OpenCollection) -> String {
        let asked = collection.record.indexKind
        switch IndexKind(rawValue: asked) {
        case .hnsw, .ivfflat:
            return collection.indexProblem.map { "The index can't be made: \($0) " }
                ?? "\(asked) is made by itself once there are more than \(IndexStore.largestExact): so few are found at once without it. "
        case .auto: return "A graph is made by itself once that takes too long. "
        case .flat, nil: return ""
        }
    }

    func sentence(_ collection: OpenCollection) -> String {
        let time = String(format: "%.1f", seconds)
        guard kind != IndexKind.flat.rawValue else {
            return
                "'\(collection.name)' is searched exactly: \(indexed) vectors. \(reason(collection))Ready in \(time) s."
        }
        let found =
            recall.map { recall in
                let own = selfRecall.map {
                    String(format: " and %.1f %% of stored vectors by themselves", $0 * 100)
                }
                return String(format: ", which finds %.1f %% of the 10 nearest", recall * 100) + (own ?? "")
            } ?? ""
        let effort = effort.map { " with an effort of \($0)" } ?? ""
        return
            "'\(collection.name)' is searched by \(kind)\(effort)\(found): \(indexed) vectors. Ready in \(time) s."
    }
}

extension VerificationReport {
    fileprivate var sentence: String {
        let codes =
            codesMissing == 0
            ? "" : " \(codesMissing) have no sound byte codes, and are searched as they are."
        return damaged.isEmpty
            ? "All \(vectors) vectors are as they were written.\(codes)"
            : "\(damaged.count) of \(vectors) vectors are damaged and left out of answers (a sync, or --heal, makes those of images that are there anew):\(codes)"
    }
}
