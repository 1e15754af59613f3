import ArgumentParser
import LookalikeEngine
import LookalikeServer

extension Collections {
    struct Rename: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a collection another name.",
            usage: "lookalike collections rename <name> <new-name> [options]",
            discussion: """
                Its images, categories and jobs stay with it. A collection that the settings name for an interface \
                keeps its name until the setting is changed.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var name: String
        @Argument(help: "Its new name.") var newName: String

        func run() async throws {
            // Nothing is created if there is nothing to rename.
            _ = try await common.reader().listedCollection(named: name)
            try await common.settings().server(host: nil, ports: nil).servedNames.checkRenaming(name)
            let engine = try await common.engine(purpose: "'lookalike collections rename'")
            try await engine.renameCollection(named: name, to: newName)
            if output.json { return try Terminal.printJSON(["name": newName]) }
            try Terminal.print("'\(name)' is called '\(newName)' now.")
        }
    }
}
