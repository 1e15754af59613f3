import ArgumentParser
import LookalikeEngine

struct Sync: ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Index a folder of images, or bring its index up to date.",
        usage: "lookalike sync [<dir>] [--collection <name>] [options]",
        discussion: """
            Compares the folder with the collection: new and changed images are embedded, renamed ones keep their \
            record, and images whose file is gone are removed. If all or more than half would be removed, it stops \
            first, because a disk may not be mounted (--allow-removals continues). Without a folder, all folders of \
            all collections are compared; one that is missing keeps its images. Unchanged files are not read. \
            After an interruption, run it again to continue. A broken image is remembered and not retried until \
            its file changes, or with --full. Files that are not images are skipped and counted; hidden files, and \
            folders such as @eaDir or $RECYCLE.BIN, are ignored.

              lookalike sync photos
              lookalike sync photos --collection holidays --dry-run
              lookalike sync films --videos --every 10
              lookalike sync --watch
            """)

    @OptionGroup var common: CommonOptions
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The collection. (default: products; without a folder, all)", valueName: "name"))
    var collection: String?
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The folder of images.", valueName: "dir"))
    var directory: String?

    @Option(
        help: ArgumentHelp("The model of a new collection; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @OptionGroup var flags: SyncFlags
    @OptionGroup var frames: FrameFlags

    @Flag(help: "Replace the collection's only folder by this one; the old folder's images are removed.")
    var replaceFolder = false

    func validate() throws {
        if directory == nil, replaceFolder || model != nil {
            throw ValidationError("--replace-folder and --model need a folder.")
        }
        if directory == nil, collection == nil, frames.isGiven {
            throw ValidationError("--videos, --every, --pages and --raw need a folder or a --collection.")
        }
    }

    func run() async throws {
        let command = FolderCommand(
            common: common, output: output, flags: flags, frames: frames, model: model,
            purpose: "'lookalike sync'")
        guard let directory else { return try await command.syncAll(of: collection) }
        try await command.sync(
            directory, with: collection ?? CollectionOption.standard,
            adjust: { $0.replaceFolder = replaceFolder })
    }
}
