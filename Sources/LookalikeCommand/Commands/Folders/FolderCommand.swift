import Foundation
import LookalikeCatalogue
import LookalikeEngine

/// What `sync` and `add` have in common.
struct FolderCommand: Sendable {
    let common: CommonOptions
    let output: OutputOptions
    let flags: SyncFlags
    let frames: FrameFlags
    /// Of a new collection.
    let model: String?
    /// Who uses the data folder, shown to others.
    let purpose: String

    private static let noFolder = CommandFailure(
        "No collection has a folder yet: index one with 'lookalike sync DIR'.")
    private static let stopped = "Stopped. What was indexed so far is kept; run it again to go on."

    /// Compares one folder with a collection, which is made if there is none.
    func sync(
        _ directory: String, with name: String,
        adjust: @escaping @Sendable (inout SyncOptions) -> Void
    ) async throws {
        try await Interruptible.run(stopped: Self.stopped) {
            try await syncToTheEnd(directory, with: name, adjust: adjust)
        }
    }

    private func syncToTheEnd(
        _ directory: String, with name: String, adjust: @Sendable (inout SyncOptions) -> Void
    ) async throws {
        let path = try Terminal.path(directory)
        guard let folder = opendir(path), access(path, X_OK) == 0 else {
            throw EngineError.folderUnreadable(path: directory, detail: String(cString: strerror(errno)))
        }
        closedir(folder)
        var options = SyncOptions()
        adjust(&options)
        let engine = try await engine()
        let wanted = options
        options = flags.options(for: engine)
        (options.replaceFolder, options.addsRoot) = (wanted.replaceFolder, wanted.addsRoot)
        let existed = await (try? engine.collection(named: name)) != nil
        let collection = try await engine.collection(named: name, creatingWith: model)
        let report: SyncReport
        do {
            try await take(frames, for: collection, engine, &options)
            report = try await run(engine, collection, path, options)
        } catch {
            // It was made for this attempt only. Where it can't be deleted, it stays empty; what is told is the error before.
            if !existed { _ = try? await engine.deleteCollection(named: name, ifUnused: collection) }
            throw error
        }
        if flags.dryRun, !existed { try await engine.deleteCollection(named: name, ifUnused: collection) }
        if output.json { try report.printJSON() } else { try show(report, directory) }
        if flags.watch { try await watch(engine, .named([name])) }
    }

    /// A dry run changes nothing, and looks for what it would find.
    private func take(
        _ frames: FrameFlags, for collection: OpenCollection, _ engine: Engine, _ options: inout SyncOptions
    ) async throws {
        guard let changed = frames.changed(collection.record.frames) else { return }
        if flags.dryRun {
            options.frames = changed
        } else {
            try await engine.setFrames(changed, of: collection)
        }
    }

    /// Compares all roots of a collection, or of all collections.
    func syncAll(of name: String?) async throws {
        try await Interruptible.run(stopped: Self.stopped) { try await syncAllToTheEnd(of: name) }
    }

    private func syncAllToTheEnd(of name: String?) async throws {
        // Without a catalogue there is nothing to sync, and none is made.
        guard try await common.readerIfAny() != nil else { throw Self.noFolder }
        let engine = try await engine()
        let collections = try await collections(name, engine)
        var reports: [SyncReport] = []
        var failures: [any Error] = []
        for name in collections {
            do {
                let collection = try await engine.collection(named: name)
                var options = flags.options(for: engine)
                try await take(frames, for: collection, engine, &options)
                reports.append(try await run(engine, collection, nil, options))
            } catch {
                try Task.checkCancellation()
                failures.append(error)
                if collections.count > 1 || flags.watch { Terminal.complain(CommandFailure(error).message) }
                continue
            }
            if !output.json { try show(reports[reports.count - 1], nil) }
        }
        if collections.count == 1, !flags.watch, let failure = failures.first { throw failure }
        if output.json { try Terminal.printJSON(["collections": reports]) }
        if flags.watch {
            return try await watch(engine, name.map { .named([$0]) } ?? .all)
        }
        if !failures.isEmpty { throw CommandFailure("", code: CommandFailure.failed) }
    }

    /// Keeps collections up to date until it is stopped.
    private func watch(_ engine: Engine, _ collections: WatchedCollections) async throws {
        let caller = Terminal.caller
        caller.note("Watching the folders; Ctrl-C stops it.")
        await CollectionWatcher(engine: engine, collections: collections) { caller.note($0.text) }.run()
        try Task.checkCancellation()
    }

    /// The names of the collections that have roots.
    private func collections(_ name: String?, _ engine: Engine) async throws -> [String] {
        if let name {
            _ = try await engine.collection(named: name)
            return [name]
        }
        let names = try await engine.collectionRecords().filter { !$0.roots.isEmpty }.map(\.name)
        if names.isEmpty { throw Self.noFolder }
        return names
    }

    private func run(
        _ engine: Engine, _ collection: OpenCollection, _ directory: String?, _ options: SyncOptions
    ) async throws -> SyncReport {
        let display = ProgressDisplay("indexed")
        defer { display.finish() }
        if Terminal.caller.isOther {
            // The other clients of the server see it, too.
            return try await engine.syncByJob(collection, directory: directory, options: options) {
                display.show($0)
            }
        }
        return try await engine.sync(collection, directory: directory, options: options) { display.show($0) }
    }

    private func engine() async throws -> Engine {
        let batch = flags.batchSize
        return try await common.engine(purpose: purpose) { configuration in
            if let batch { configuration.maximumBatch = batch }
        }
    }

    /// - Parameter directory: the folder, if one was named.
    private func show(_ report: SyncReport, _ directory: String?) throws {
        report.noteProblems()
        let passedVideos = report.passedByKinds.contains {
            $0.ending != "ts" && Engine.isVideo(named: "a.\($0.ending)")
        }
        if passedVideos { Terminal.note("Videos are indexed too with --videos.") }
        let counts = SyncReport.text(of: [
            ("added", report.added), ("changed", report.changed), ("renamed", report.renamed),
            ("healed", report.healed),
            ("removed", report.removed), ("failed", report.failed), ("unchanged", report.unchanged),
        ])
        let place = directory ?? (report.roots.count == 1 ? report.directory : "its folders")
        let summary = counts.isEmpty ? "no images found in \(place)" : counts.joined(separator: ", ")
        let seconds = String(format: "%.1f", report.seconds)
        let images = "\(report.indexed) image\(report.indexed == 1 ? "" : "s")"
        let frames = report.frames.map { ", \($0) frames and pages" } ?? ""
        let broken =
            report.knownBroken > 0 ? " \(report.knownBroken) known broken (--full tries them again)." : ""
        try Terminal.print(
            report.dryRun
                ? "A sync of '\(report.collection)' would find: \(summary).\(broken)"
                : "'\(report.collection)' has \(images): \(summary)\(frames), in \(seconds) s.\(broken)")
    }
}
