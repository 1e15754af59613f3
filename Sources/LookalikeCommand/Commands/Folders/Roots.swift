import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine

struct Roots: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the folders of collections, or remove one.",
        subcommands: [List.self, Remove.self], defaultSubcommand: List.self)

    struct List: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the folders whose images collections have.",
            usage: "lookalike roots list [--collection <name>] [options]",
            discussion: """
                A folder is offline if it is missing, such as one whose disk is not mounted: its images stay, and are \
                found.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Option(
            name: .shortAndLong, help: ArgumentHelp("Only those of this collection.", valueName: "name"))
        var collection: String?

        func run() async throws {
            let lines = try await lines()
            if output.json { return try Terminal.printJSON(["roots": lines]) }
            if lines.isEmpty {
                return Terminal.note("There are no folders yet: add one with 'lookalike add DIR'.")
            }
            var table = TextTable(
                header: [
                    ("COLLECTION", .left), ("ID", .right), ("IMAGES", .right), ("STATE", .left),
                    ("LAST SYNC", .left), ("FOLDER", .left),
                ])
            table.rows = lines.map {
                [
                    $0.collection, "\($0.id)", "\($0.images)", $0.offline ? "offline" : "online",
                    $0.lastSync?.formatted(.iso8601) ?? "never", $0.directory,
                ]
            }
            try Terminal.print(table.text)
        }

        private func lines() async throws -> [RootLine] {
            if let collection {
                let engine = try await common.reader()
                return try await Self.lines(engine, try engine.collection(named: collection))
            }
            guard let engine = try await common.readerIfAny() else { return [] }
            var lines: [RootLine] = []
            for record in try await engine.collectionRecords() where !record.roots.isEmpty {
                do {
                    lines += try await Self.lines(engine, try engine.collection(named: record.name))
                } catch EngineError.storageDamaged(let problem) {
                    Terminal.complain(problem)
                }
            }
            return lines
        }

        private static func lines(_ engine: Engine, _ collection: OpenCollection) async throws -> [RootLine] {
            try await engine.roots(of: collection).map { RootLine($0, of: collection.name) }
        }
    }

    struct Remove: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a folder from a collection.",
            usage: "lookalike roots remove <root> [--collection <name>] [--yes] [options]",
            discussion: """
                Its images leave the collection, with what was stored with them; its files stay. Asks first on a \
                terminal; elsewhere --yes is required.

                  lookalike roots remove photos/old
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var target: CollectionOption
        @OptionGroup var output: OutputOptions
        @Argument(help: "The folder, or the root's id as 'lookalike roots list' shows it.") var root: String
        @Flag(help: "Remove it without asking.") var yes = false

        private struct Shown: Equatable {
            let recordID: Int64
            let id: Int64
            let path: String
            let images: Int
        }

        func run() async throws {
            let name = target.collection
            let reader = try await common.reader()
            let shown = try await Confirmation.ask(isGiven: yes) { (found: Shown) in
                "Remove \(found.path) from '\(name)', with the vectors and attributes of its \(found.images) images?"
            } look: {
                let collection = try await reader.collection(named: name)
                let root = try await wanted(reader, collection)
                let images = try await reader.roots(of: collection).first { $0.record.id == root.id }?.images
                return Shown(
                    recordID: collection.recordID, id: root.id, path: root.path, images: images ?? 0)
            }
            let engine = try await common.engine(purpose: "'lookalike roots remove'")
            let collection = try await engine.collection(named: name)
            let removed = try await engine.removeRoot(shown.id, of: collection)
            if output.json { return try Terminal.printJSON(RootLine(removed, of: name)) }
            try Terminal.print(
                "Removed \(removed.record.path) from '\(name)', which has \(collection.count) images now. The files are where they were."
            )
        }

        private func wanted(_ engine: Engine, _ collection: OpenCollection) async throws -> RootRecord {
            let isID = Int64(root).map { id in collection.record.roots.contains { $0.id == id } } ?? false
            do {
                return try await engine.root(isID ? root : Terminal.path(root), of: collection)
            } catch EngineError.unknownRoot {
                throw EngineError.unknownRoot(root, collection: collection.name)
            }
        }
    }
}

private struct RootLine: Encodable {
    let collection: String
    let id: Int64
    let directory: String
    let images: Int
    let offline: Bool
    let lastSync: Date?

    enum CodingKeys: String, CodingKey {
        case collection, id, directory, images, offline
        case lastSync = "last_sync"
    }

    init(_ root: Root, of collection: String) {
        self.collection = collection
        (id, directory) = (root.record.id, root.record.path)
        (images, offline) = (root.images, root.record.isOffline)
        lastSync = root.record.lastSync
    }
}
