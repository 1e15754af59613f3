import ArgumentParser
import Foundation
import LookalikeEngine

struct Orphans: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, adopt and remove data that the catalogue does not know.",
        discussion: """
            If the catalogue was lost or replaced by an older one, the data folder may have collections and \
            uploaded images that no record refers to. They are kept until you adopt or remove them. If you can \
            restore the right catalogue, do that instead: only it knows the ids and attributes of the images.
            """,
        subcommands: [List.self, Adopt.self, Remove.self],
        defaultSubcommand: List.self)

    struct List: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the orphans.", usage: "lookalike orphans list [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let orphans = try await common.readerIfAny(tellsUnknown: false)?.orphans() ?? []
            if output.json { return try Terminal.printJSON(["orphans": orphans]) }
            if orphans.isEmpty { return Terminal.note("The catalogue knows all that is in the data folder.") }
            var table = TextTable(
                header: [
                    ("ID", .left), ("KIND", .left), ("COLLECTION", .left), ("IMAGES", .right),
                    ("SIZE", .right),
                ])
            table.rows = orphans.map {
                [
                    $0.id, $0.kind.rawValue, $0.collection ?? "-", "\($0.items)", Terminal.size($0.bytes),
                ]
            }
            try Terminal.print(table.text)
        }
    }

    struct Adopt: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy an orphan's images into a collection.",
            usage: "lookalike orphans adopt <id> [--name <name>] [options]",
            discussion: """
                Uploaded images are embedded again. Each gets the MD5 of its bytes as its id, because only the \
                lost catalogue knew the original one. A folder of images has to be synced again. The orphan stays \
                until you remove it.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The orphan, as 'lookalike orphans list' shows it.") var id: String
        @Option(help: "A new name for the collection. (default: its old name)") var name: String?

        func run() async throws {
            let engine = try await common.engine(purpose: "'lookalike orphans adopt'")
            let display = ProgressDisplay("adopted")
            let adopted: Adoption
            do {
                adopted = try await engine.adoptOrphan(id, as: name) { display.show($0) }
            } catch {
                display.finish()
                throw error
            }
            display.finish()
            if output.json { return try Terminal.printJSON(adopted) }
            let failures = adopted.failed > 0 ? ", \(adopted.failed) could not be read" : ""
            try Terminal.print(
                "'\(adopted.collection)' has \(adopted.images) images and \(adopted.vectors) vectors of it\(failures)."
            )
            for root in adopted.roots {
                Terminal.note(
                    "It was made from \(root): 'lookalike add \(root) --collection \(adopted.collection)' brings its images back."
                )
            }
            if adopted.left > 0 {
                Terminal.note(
                    "\(adopted.left) vectors of it have no image here and were not taken: they stay in \(id)."
                )
            } else if adopted.failed == 0, !id.hasPrefix("jobs/") {
                Terminal.note("'lookalike orphans remove \(id)' removes what it was.")
            }
        }
    }

    struct Remove: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an orphan and all its files.",
            usage: "lookalike orphans remove <id> [--yes] [options]",
            discussion: "Data that only the orphan had is lost for good.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The orphan, as 'lookalike orphans list' shows it.") var id: String
        @Flag(help: "Remove it without asking.") var yes = false

        private struct Shown: Equatable {
            let items: Int
            let bytes: Int
        }

        func run() async throws {
            let reader = try await common.reader(tellsUnknown: false)
            _ = try await Confirmation.ask(isGiven: yes) { (found: Shown) in
                "Remove \(id) with \(found.items) images (\(Terminal.size(found.bytes)))?"
            } look: {
                let found = try await reader.orphans().first { $0.id == id }
                guard let found else { throw EngineError.unknownOrphan(id) }
                return Shown(items: found.items, bytes: found.bytes)
            }
            let engine = try await common.engine(purpose: "'lookalike orphans remove'")
            let removed = try await engine.removeOrphan(id)
            if output.json { return try Terminal.printJSON(["removed": removed.id]) }
            try Terminal.print("Removed \(removed.id).")
        }
    }
}
