import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine

struct Collections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, check, rename and delete collections.",
        subcommands: [List.self, Stats.self, Index.self, Verify.self, Rename.self, Delete.self],
        defaultSubcommand: List.self)

    struct List: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the collections.", usage: "lookalike collections list [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let engine = try await common.readerIfAny()
            let lines = try await engine?.listedCollections().map(CollectionLine.init) ?? []
            if output.json { return try Terminal.printJSON(["collections": lines]) }
            if lines.isEmpty {
                return Terminal.note("There are no collections yet: run 'lookalike sync DIR'.")
            }
            var table = TextTable(
                header: [
                    ("NAME", .left), ("IMAGES", .right), ("FAILED", .right), ("MODEL", .left),
                    ("FOLDER", .left),
                ])
            table.rows = lines.map {
                [$0.name, "\($0.images)", "\($0.failed)", $0.model ?? "-", $0.folders]
            }
            try Terminal.print(table.text)
            for line in lines {
                if let problem = line.problem { Terminal.complain(problem) }
            }
        }
    }

    struct Stats: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print all facts about a collection.",
            usage: "lookalike collections stats <name> [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var name: String

        func run() async throws {
            let engine = try await common.reader()
            let line = CollectionLine(try await engine.listedCollection(named: name))
            if output.json { return try Terminal.printJSON(line) }
            var table = TextTable(header: [("", .left), ("", .left)])
            table.rows = [
                ["name", line.name], ["images", "\(line.images)"], ["failed", "\(line.failed)"],
                ["size of images", Terminal.size(line.bytes)],
                ["size of vectors", Terminal.size(line.vectorBytes)],
                ["model", line.model ?? "-"], ["dimension", "\(line.dimension)"], ["metric", line.metric],
                ["index", line.index], ["folder", line.folders],
                ["last sync", line.lastSync?.formatted(.iso8601) ?? "never"],
            ]
            if let problem = line.problem { table.rows.append(["problem", problem]) }
            // Without the empty header.
            try Terminal.print(table.text.split(separator: "\n").joined(separator: "\n"))
        }
    }

    struct Delete: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a collection.", usage: "lookalike collections delete <name> [options]",
            discussion: """
                Deletes its vectors and uploaded images; the files of its folder stay. Asks first on a terminal; \
                elsewhere --yes is required.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var name: String
        @Flag(help: "Delete it without asking.") var yes = false

        private struct Shown: Equatable {
            let recordID: Int64
            let images: Int
        }

        func run() async throws {
            // Nothing is created if there is nothing to delete. Damaged collections can be deleted too.
            let reader = try await common.reader()
            _ = try await Confirmation.ask(isGiven: yes) { (found: Shown) in
                "Delete '\(name)', the vectors of \(found.images) images and what was uploaded to it?"
            } look: {
                let found = try await reader.listedCollection(named: name)
                return Shown(recordID: found.record.recordID, images: found.images)
            }
            let engine = try await common.engine(purpose: "'lookalike collections delete'")
            try await engine.deleteCollection(named: name)
            if output.json { return try Terminal.printJSON(["deleted": name]) }
            try Terminal.print("Deleted '\(name)'.")
        }
    }
}

private struct CollectionLine: Encodable {
    let name: String
    let images: Int
    let failed: Int
    let bytes: Int
    let vectorBytes: Int
    let model: String?
    let dimension: Int
    let metric: String
    let index: String
    let directory: String?
    let roots: [String]
    let createdAt: Date
    let lastSync: Date?
    /// Why it can't be opened.
    let problem: String?

    enum CodingKeys: String, CodingKey {
        case name, images, failed, bytes, model, dimension, metric, index, directory, roots, problem
        case vectorBytes = "vector_bytes"
        case createdAt = "created_at"
        case lastSync = "last_sync"
    }

    init(_ collection: ListedCollection) {
        let record = collection.record
        name = record.name
        images = collection.images
        failed = collection.counts.failed
        bytes = collection.counts.bytes
        vectorBytes = collection.vectorBytes
        problem = collection.problem
        model = record.model
        dimension = record.dimension
        metric = record.metric
        index = record.indexKind
        directory = record.directory
        roots = record.roots.map(\.path)
        createdAt = record.createdAt
        lastSync = record.lastSync
    }

    var folders: String { roots.isEmpty ? "-" : roots.joined(separator: ", ") }
}
