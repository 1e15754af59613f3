import ArgumentParser
import LookalikeEngine

struct Add: ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add a folder of images to a collection.",
        usage: "lookalike add <dir> [--collection <name>] [options]",
        discussion: """
            Makes the folder one more root of the collection and indexes its images; the images of the other roots \
            stay. The collection is made if there is none. A folder inside a root, or with a root inside it, is \
            refused, or images would be indexed twice. 'lookalike sync' keeps all roots up to date.

              lookalike add photos
              lookalike add /media/disk/photos --collection holidays
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: CollectionOption
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The folder of images.", valueName: "dir"))
    var directory: String

    @Option(
        help: ArgumentHelp("The model of a new collection; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @OptionGroup var flags: SyncFlags
    @OptionGroup var frames: FrameFlags

    func run() async throws {
        let command = FolderCommand(
            common: common, output: output, flags: flags, frames: frames, model: model,
            purpose: "'lookalike add'")
        try await command.sync(directory, with: target.collection, adjust: { $0.addsRoot = true })
    }
}
