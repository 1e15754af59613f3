import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON

struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Index a folder of images, or bring its index up to date.",
        usage: "lookalike sync <dir> [--collection <name>] [options]",
        discussion: """
            Compares the folder with the collection: new and changed images are embedded, renamed ones keep their \
            record, and images whose file is gone are removed. If all or more than half would be removed, it stops \
            first, because a disk may not be mounted (--allow-removals continues). Unchanged files are not read. \
            After an interruption, run it again to continue. A broken image is remembered and not retried until \
            its file changes, or with --full. Files that are not images are skipped and counted; hidden files, and \
            folders such as @eaDir or $RECYCLE.BIN, are ignored.

              lookalike sync photos
              lookalike sync photos --collection holidays --dry-run
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: CollectionOption
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The folder of images.", valueName: "dir"))
    var directory: String

    @Option(
        help: ArgumentHelp("The model of a new collection; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @Flag(help: "Embed every image again, changed or not.")
    var force = false

    @Flag(help: "Compare files by MD5 instead of size, times and inode; retry broken images.")
    var full = false

    @Flag(help: "Remove images even if so many are missing that a disk may not be mounted.")
    var allowRemovals = false

    @Flag(help: "Replace the collection's folder by this one; the old folder's images are removed.")
    var replaceFolder = false

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

    func run() async throws {
        let directory = directory
        guard let folder = opendir(directory), access(directory, X_OK) == 0 else {
            throw EngineError.folderUnreadable(path: directory, detail: String(cString: strerror(errno)))
        }
        closedir(folder)
        let engine = try await engine()
        let options = options(for: engine)
        let existed = await (try? engine.collection(named: target.collection)) != nil
        let collection = try await engine.collection(named: target.collection, creatingWith: model)
        let display = ProgressDisplay("indexed")
        let report: SyncReport
        do {
            report = try await Interruptible.run(
                stopped: "Stopped. What was indexed so far is kept; run it again to go on."
            ) {
                try await engine.sync(collection, directory: directory, options: options) { display.show($0) }
            }
        } catch {
            display.finish()
            // An empty collection was created for this attempt only.
            if !existed, collection.count == 0 {
                try? await engine.deleteCollection(named: target.collection)
            }
            throw error
        }
        display.finish()
        if dryRun, !existed { try await engine.deleteCollection(named: target.collection) }
        try show(report)
    }

    private func options(for engine: Engine) -> SyncOptions {
        var options = SyncOptions(
            force: force, full: full, dryRun: dryRun,
            batchSize: batchSize ?? engine.configuration.maximumBatch)
        (options.allowRemovals, options.replaceFolder) = (allowRemovals, replaceFolder)
        return options
    }

    private func engine() async throws -> Engine {
        let batch = batchSize
        do {
            return try await common.engine(purpose: "'lookalike sync'") { configuration in
                if let batch { configuration.maximumBatch = batch }
            }
        } catch EngineError.dataFolderBusy(let path, let holder) {
            throw CommandFailure(
                await busy(path: path, holder: holder),
                code: CommandFailure.busy)
        }
    }

    /// A server that uses the data folder can do the sync itself.
    private func busy(path: String, holder: String) async -> String {
        let begin = "The data folder \(path) is in use by \(holder)."
        guard let port = holder.firstMatch(of: /server on port (\d+)/)?.1 else {
            return "\(begin) Wait until it is done, or name another folder with --data-dir."
        }
        return """
            \(begin) Let it do the sync: on its page, or by
            \(await requests(to: "http://localhost:\(port)/collections").map { "  " + $0 }.joined(separator: "\n"))
            Or stop it first, or name another folder with --data-dir.
            """
    }

    /// Commands that make a server create the collection, if needed, and sync the folder.
    private func requests(to address: String) async -> [String] {
        let folder = URL(fileURLWithPath: directory).standardizedFileURL.path
        let sync = "\(address)/\(target.collection)/sync"
        // If the catalogue is unreadable, the server reports why.
        let known = try? await common.reader(tellsUnknown: false).collectionRecords().first {
            $0.name == target.collection
        }
        if known?.directory == folder { return ["curl -X POST \(sync)"] }
        if known != nil { return ["curl --json \(Self.quoted(["directory": folder])) \(sync)"] }
        let order = Self.quoted(["name": target.collection, "directory": folder])
        return ["curl --json \(order) \(address)", "curl -X POST \(sync)"]
    }

    /// A JSON object as a shell word.
    private static func quoted(_ members: [String: String]) -> String {
        let json = JSONValue.object(members.mapValues { .string($0) }).description
        return "'\(json.replacingOccurrences(of: "'", with: "'\\''"))'"
    }

    private func show(_ report: SyncReport) throws {
        if output.json { return try report.printJSON() }
        report.noteProblems()
        let counts = SyncReport.text(of: [
            ("added", report.added), ("changed", report.changed), ("renamed", report.renamed),
            ("healed", report.healed),
            ("removed", report.removed), ("failed", report.failed), ("unchanged", report.unchanged),
        ])
        let summary = counts.isEmpty ? "no images found in \(directory)" : counts.joined(separator: ", ")
        let seconds = String(format: "%.1f", report.seconds)
        let images = "\(report.indexed) image\(report.indexed == 1 ? "" : "s")"
        let broken =
            report.knownBroken > 0 ? " \(report.knownBroken) known broken (--full tries them again)." : ""
        try Terminal.print(
            dryRun
                ? "A sync of '\(report.collection)' would find: \(summary).\(broken)"
                : "'\(report.collection)' has \(images): \(summary), in \(seconds) s.\(broken)")
    }
}
