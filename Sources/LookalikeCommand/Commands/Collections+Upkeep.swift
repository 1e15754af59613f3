import ArgumentParser
import Catalogue
import Engine
import Foundation
import JSON
import Vectors

extension Collections {
    struct Index: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Choose a collection's index, make it now and measure it.",
            usage: "lookalike collections index <name> [--kind <kind>] [options]",
            discussion: """
                flat is exact. hnsw (a graph) and ivfflat (inverted lists) miss a few of the nearest and take a \
                fraction of the time where there are very many. auto, the default, is exact while a scan stays under \
                --latency-ms and a graph above. What is not given is chosen by measurement.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var name: String
        @Option(help: "flat, hnsw, ivfflat or auto. (default: as it is)") var kind: IndexKind?
        @Option(help: "Of hnsw: links of a node.") var m: Int?
        @Option(help: "Of hnsw: candidates kept while it is made.") var efConstruction: Int?
        @Option(help: "Of hnsw: candidates kept in a search.") var efSearch: Int?
        @Option(help: "Of ivfflat: how many lists.") var lists: Int?
        @Option(help: "Of ivfflat: how many lists a search looks into.") var nprobe: Int?
        @Option(help: "Of auto: what an exact search may take.") var latencyMs: Double?

        func run() async throws {
            _ = try await common.reader().collection(named: name)
            let engine = try await common.engine(purpose: "'lookalike collections index'")
            let collection = try engine.collection(named: name)
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

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every vector of a collection and say which are damaged.",
            usage: "lookalike collections verify <name> [--heal] [options]",
            discussion: """
                Exit code 1 where a vector is damaged, and stays so. Damaged vectors are left out of answers. --heal makes \
                those anew of which the picture is there; others have to be sent again by who made them. Byte codes that \
                are damaged are made again by themselves.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var name: String
        @Flag(help: "Make damaged vectors anew, as far as their pictures are there.") var heal = false

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
                for key in report.damaged { try Terminal.print("  \(key)") }
            }
            if !report.damaged.isEmpty { throw CommandFailure("", code: CommandFailure.failed) }
        }
    }
}

private struct IndexLine: Encodable {
    let kind: String
    let indexed: Int
    let recall: Double?
    let effort: Int?
    let seconds: Double

    init(_ statistics: IndexStatistics, seconds: Double) {
        kind = statistics.kind.rawValue
        (indexed, recall, effort) = (statistics.indexed, statistics.recall, statistics.effort)
        self.seconds = (seconds * 1_000).rounded() / 1_000
    }

    /// Why it is exact where something else was asked for.
    private func reason(_ collection: Collection) -> String {
        let asked = collection.record.indexKind
        switch IndexKind(rawValue: asked) {
        case .hnsw, .ivfflat:
            return collection.indexProblem.map { "The index can't be made: \($0) " }
                ?? "\(asked) is made by itself once there are more than \(IndexStore.largestExact): so few are found at once without it. "
        case .auto: return "A graph is made by itself once that takes too long. "
        case .flat, nil: return ""
        }
    }

    func sentence(_ collection: Collection) -> String {
        let time = String(format: "%.1f", seconds)
        guard kind != IndexKind.flat.rawValue else {
            return
                "'\(collection.name)' is searched exactly: \(indexed) vectors. \(reason(collection))Ready in \(time) s."
        }
        let found = recall.map { String(format: ", which finds %.1f %% of the 10 nearest", $0 * 100) } ?? ""
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
            : "\(damaged.count) of \(vectors) vectors are damaged and left out of answers (a sync, or --heal, makes those of pictures that are there anew):\(codes)"
    }
}
