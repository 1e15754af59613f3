import ArgumentParser
import LookalikeEngine

/// How a command compares a folder with a collection.
struct SyncFlags: ParsableArguments {
    @Flag(help: "Embed every image again, changed or not.")
    var force = false

    @Flag(help: "Compare files by MD5 instead of size, times and inode; retry broken images.")
    var full = false

    @Flag(help: "Remove images even if so many are missing that a disk may not be mounted.")
    var allowRemovals = false

    @Flag(help: "Only print what would change.")
    var dryRun = false

    @Option(
        help: ArgumentHelp("Most images in one run of the network, 1 to 128. (default: 16)", valueName: "n"))
    var batchSize: Int?

    func validate() throws {
        guard (1...128).contains(batchSize ?? 1) else {
            throw ValidationError("--batch-size goes from 1 to 128.")
        }
    }

    func options(for engine: Engine) -> SyncOptions {
        var options = SyncOptions(
            force: force, full: full, dryRun: dryRun,
            batchSize: batchSize ?? engine.configuration.maximumBatch)
        options.allowRemovals = allowRemovals
        return options
    }
}
