import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeEvaluation
import LookalikeVectors

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give a collection vectors of another model.",
        usage: """
            lookalike migrate <collection> --model <name> [options]
            lookalike migrate status|cancel|rollback|finish <collection> [options]
            """,
        discussion: """
            Embeds all images of a collection again with another model, or with the network that is now installed \
            under the same name. Until all vectors are there, the old ones stay in use; then all change at once. \
            After an interruption, run it again to continue. Ids, attributes and categories stay.

            Images whose file is gone, and vectors that a client sent without an image, can't be embedded again. \
            They are listed, and nothing is done, unless --drop-missing is given: then they stay in the catalogue, \
            and searches leave them out until a sync or an upload brings them back.

            The old vectors are kept, so that 'lookalike migrate rollback' can bring them back; 'lookalike migrate \
            finish' removes them.

              lookalike migrate products --model clip-vit-b-32 --dry-run
              lookalike migrate products --model clip-vit-b-32
            """,
        subcommands: [Start.self, Status.self, Cancel.self, Rollback.self, Finish.self],
        defaultSubcommand: Start.self)

    struct Start: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a migration, or go on with it.",
            usage: "lookalike migrate <collection> --model <name> [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var collection: String
        @Option(
            help: ArgumentHelp("The new model; see 'lookalike models list'.", valueName: "name"))
        var model: String
        @Flag(help: "Go on although some images can't be embedded again.") var dropMissing = false
        @Flag(inversion: .prefixedNo, help: "Keep the old vectors, for a rollback.") var keepOld = true
        @Option(
            help: ArgumentHelp(
                "The attribute whose values are the classes that quality is measured by. (default: the categories)",
                valueName: "name"))
        var label: String?
        @Option(help: "How the new vectors are compared. (default: unchanged)") var metric: Metric?
        @Option(help: "The index kind. (default: unchanged)") var index: IndexKind?
        @Flag(help: "Only list the images that can't be embedded again.") var dryRun = false

        func run() async throws {
            if dryRun {
                let reader = try await common.reader()
                let found = try await reader.unavailableImages(of: try reader.collection(named: collection))
                return try show(found)
            }
            var options = MigrationOptions()
            (options.dropsMissing, options.keepsOld, options.label) = (dropMissing, keepOld, label)
            (options.metric, options.indexKind) = (metric, index)
            let engine = try await common.engine(purpose: "'lookalike migrate'")
            let opened = try await engine.collection(named: collection)
            let (name, wanted) = (model, options)
            let report = try await MigrationDisplay.run(
                stopped:
                    "Stopped. The vectors so far are kept; run it again to go on, or 'lookalike migrate cancel'."
            ) { try await engine.migrate(opened, to: name, options: wanted, progress: $0) }
            if output.json { return try Terminal.printJSON(report) }
            try Terminal.print(report.text)
            if report.keptOld {
                Terminal.note(
                    "The old vectors are kept: 'lookalike migrate rollback \(collection)' brings them back, 'lookalike migrate finish \(collection)' removes them."
                )
            }
        }

        private func show(_ found: UnavailableImages) throws {
            if output.json { return try Terminal.printJSON(found) }
            if found.count == 0 {
                return try Terminal.print(
                    "All \(found.total) images of '\(collection)' can be embedded again.")
            }
            let phrases = found.phrases.joined(separator: ", ")
            try Terminal.print(
                "\(found.count) of the \(found.total) images of '\(collection)' can't be embedded again: \(phrases)."
            )
            for example in found.examples {
                try Terminal.print("  \(example.id): \(example.reason.rawValue)")
            }
            if found.count > found.examples.count {
                try Terminal.print("  … and \(found.count - found.examples.count) more")
            }
        }
    }

    struct Status: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how far a migration is.", usage: "lookalike migrate status <collection> [options]"
        )

        @OptionGroup var common: CommonOptions
        @Argument(help: "The collection.") var collection: String

        func run() async throws {
            let reader = try await common.reader()
            let opened = try await reader.collection(named: collection)
            guard let status = try await reader.migrationStatus(of: opened) else {
                return try Terminal.print("'\(collection)' is not being migrated.")
            }
            let (now, other) = (status.current.model ?? "none", status.second.model ?? "none")
            switch status.phase {
            case .filling:
                try Terminal.print(
                    "'\(collection)' has vectors of '\(now)'; \(status.done) of \(status.total) of '\(other)' are made."
                )
            case .switched:
                try Terminal.print(
                    "'\(collection)' has vectors of '\(now)'; those of '\(other)' from before are kept.")
            case .removing:
                try Terminal.print(
                    "'\(collection)' has vectors of '\(now)'; those of '\(other)' are being removed.")
            }
        }
    }

    struct Cancel: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a migration up before its end.",
            usage: "lookalike migrate cancel <collection> [options]",
            discussion: "The new vectors are removed; the collection is as it was.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "The collection.") var collection: String

        func run() async throws {
            let engine = try await common.engine(purpose: "'lookalike migrate cancel'")
            try await engine.cancelMigration(of: try engine.collection(named: collection))
            try Terminal.print("The migration of '\(collection)' is cancelled.")
        }
    }

    struct Rollback: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring back the vectors from before a migration.",
            usage: "lookalike migrate rollback <collection> [--drop-missing] [options]",
            discussion: """
                Images that were stored since are embedded with the old model, which has to be installed for that. \
                The new vectors are removed.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The collection.") var collection: String
        @Flag(help: "Go on although some images can't be embedded again.") var dropMissing = false

        func run() async throws {
            let engine = try await common.engine(purpose: "'lookalike migrate rollback'")
            let opened = try await engine.collection(named: collection)
            let drops = dropMissing
            let report = try await MigrationDisplay.run(stopped: "Stopped. Run it again to go on.") {
                try await engine.rollBackMigration(of: opened, dropsMissing: drops, progress: $0)
            }
            if output.json { return try Terminal.printJSON(report) }
            try Terminal.print(report.text)
        }
    }

    struct Finish: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the vectors from before a migration.",
            usage: "lookalike migrate finish <collection> [--yes] [options]",
            discussion: "It can't be rolled back any more.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "The collection.") var collection: String
        @Flag(help: "Remove them without asking.") var yes = false

        func run() async throws {
            let engine = try await common.engine(purpose: "'lookalike migrate finish'")
            let opened = try await engine.collection(named: collection)
            guard let status = try await engine.migrationStatus(of: opened), status.phase == .switched else {
                // Says why there is nothing to finish.
                return try await engine.finishMigration(of: opened)
            }
            let old = status.second.model ?? "none"
            try await Confirmation.ask(
                "Remove the vectors of the model '\(old)' of '\(collection)'? The migration can't be rolled back then.",
                isGiven: yes)
            try await engine.finishMigration(of: opened)
            try Terminal.print("The old vectors of '\(collection)' are removed.")
        }
    }
}

/// Shows how far a migration is.
private enum MigrationDisplay {
    static func run(
        stopped: String,
        _ body:
            @escaping @Sendable (@escaping @Sendable (Job.Progress) -> Void) async throws -> MigrationReport
    ) async throws -> MigrationReport {
        let display = ProgressDisplay("embedded")
        defer { display.finish() }
        return try await Interruptible.run(stopped: stopped) {
            try await body { display.show($0) }
        }
    }
}

extension MigrationReport {
    /// What happened, and the quality before and after.
    fileprivate var text: String {
        let left = leftOut > 0 ? " \(leftOut) are left out of searches." : ""
        let first =
            "'\(collection)' has \(images) image\(images == 1 ? "" : "s") with vectors of '\(model ?? "none")', before of '\(previous ?? "none")'.\(left)"
        guard let quality else { return first }
        var lines = [first]
        if let before = quality.before, let after = quality.after, let label = quality.label {
            var table = TextTable(
                header: [("BY \(label.uppercased())", .left), ("BEFORE", .right), ("AFTER", .right)])
            let values = [
                ("P@1", before.precisionAt1, after.precisionAt1),
                ("P@10", before.precisionAt10, after.precisionAt10),
                ("MAP", before.meanAveragePrecision, after.meanAveragePrecision),
            ]
            table.rows = values.map { [$0, String(format: "%.4f", $1), String(format: "%.4f", $2)] }
            lines.append(table.text)
        }
        if let overlap = quality.overlap {
            lines.append(
                String(format: "%.1f %% of the 10 nearest images are the same as before.", overlap * 100))
        }
        return lines.joined(separator: "\n")
    }
}
