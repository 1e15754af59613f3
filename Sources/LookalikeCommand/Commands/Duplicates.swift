import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine

struct Duplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find duplicates and decide about them.",
        discussion: """
            Three kinds: 'exact' (the same bytes), 'near' (encoded again, resized, brighter or darker) and 'edited' \
            (cropped, turned, mirrored, with a border, or with something on it). Every image of a group is a duplicate of \
            its first one. Decisions are remembered: what was decided is not listed again, also when images are moved, \
            renamed or synced anew. No file is touched unless you say --remove-others or --apply; removed files go to \
            the trash folder of the data folder, and 'undo' puts them back.

              lookalike duplicates
              lookalike duplicates decide GROUP --keep best --remove-others
              lookalike duplicates undo DECISION
            """,
        subcommands: [Find.self, Decide.self, Decisions.self, Undo.self],
        defaultSubcommand: Find.self)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case exact, near, edited
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, paths, csv
    }

    struct Find: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find duplicates and print the groups that are open.",
            usage: "lookalike duplicates [find] [options]",
            discussion: """
                Compares what was never compared; Ctrl-C keeps what is done. With --keep best --apply, the proposed image \
                of each group is kept and the files of the others are moved to the trash.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var target: CollectionOption
        @Option(help: "Only groups of this kind: exact, near or edited.") var kind: Kind?
        @Option(help: "text, json, paths (those to remove, one a line) or csv.") var format = Format.text
        @Flag(help: "List the groups that were put off.") var later = false
        @Flag(help: "Compare everything again; decisions stay.") var fresh = false
        @Option(help: ArgumentHelp("With --apply: which image of each group to keep.", valueName: "best"))
        var keep: String?
        @Flag(help: "Move the files of all but the kept images to the trash.") var apply = false
        @Flag(help: "Do not ask before --apply.") var yes = false

        func validate() throws {
            if let keep, keep != "best" { throw ValidationError("--keep takes 'best'.") }
            if apply != (keep != nil) { throw ValidationError("--keep best and --apply go together.") }
        }

        func run() async throws {
            let engine = try await common.engine(purpose: "'lookalike duplicates'")
            let collection = try await engine.collection(named: target.collection)
            let display = ProgressDisplay("compared")
            let options = DuplicateSearchOptions(isFresh: fresh)
            do {
                _ = try await Interruptible.run(
                    stopped: "Stopped. What was compared so far is kept; run it again to go on."
                ) {
                    try await engine.findDuplicates(in: collection, options: options) { display.show($0) }
                }
            } catch {
                display.finish()
                throw error
            }
            display.finish()
            let groups = try await groups(engine, collection)
            if apply { return try await apply(to: groups, engine, collection) }
            try DuplicateReport(groups: groups, engine: engine, collection: collection).print(as: format)
        }

        private func groups(_ engine: Engine, _ collection: OpenCollection) async throws -> [DuplicateGroup] {
            var groups: [DuplicateGroup] = []
            var after: Int64? = 0
            while let start = after {
                let page = try await engine.duplicateGroups(
                    in: collection, kind: kind.flatMap { DuplicateKind(rawValue: $0.rawValue) },
                    isPutOff: later, after: start, limit: 1_000)
                groups += page.groups
                after = page.next
            }
            return groups
        }

        private func apply(
            to groups: [DuplicateGroup], _ engine: Engine, _ collection: OpenCollection
        ) async throws {
            let count = groups.reduce(0) { $0 + $1.members.count - 1 }
            if count == 0 { return Terminal.note("There are no open groups of duplicates.") }
            try await Confirmation.ask(
                "Move the files of \(count) images, all but the best of \(groups.count) groups, to the trash?",
                isGiven: yes)
            let outcomes = DecisionList()
            do {
                try await Interruptible.run(
                    stopped:
                        "Stopped. What was decided so far stays; 'lookalike duplicates undo' takes it back."
                ) {
                    for group in groups {
                        try Task.checkCancellation()
                        let request = DuplicateDecisionRequest(
                            about: group, .keep, kept: [group.best.id], removesOthers: true)
                        outcomes.append(try await engine.decide(request, in: collection))
                    }
                }
            } catch {
                // What was done is told all the same.
                if !outcomes.all.isEmpty {
                    try DecisionText.show(outcomes.all, verb: "Moved to the trash", isJSON: format == .json)
                }
                throw error
            }
            try DecisionText.print(outcomes.all, verb: "Moved to the trash", isJSON: format == .json)
        }
    }

    struct Decide: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide about a group.",
            usage:
                "lookalike duplicates decide <group> (--keep <id> … | --keep-all | --not-duplicates | --later)"
        )

        @OptionGroup var common: CommonOptions
        @OptionGroup var target: CollectionOption
        @OptionGroup var output: OutputOptions
        @Argument(help: "The group, as 'lookalike duplicates' prints it.") var group: String
        @Option(help: "The id of an image to keep, or 'best'; may be given several times.") var keep:
            [String] = []
        @Flag(help: "Keep all of them.") var keepAll = false
        @Flag(help: "They show different things.") var notDuplicates = false
        @Flag(help: "Put it off.") var later = false
        @Flag(help: "With --keep: move the files of the others to the trash.") var removeOthers = false

        func validate() throws {
            let given = [!keep.isEmpty, keepAll, notDuplicates, later].count { $0 }
            guard given == 1 else {
                throw ValidationError("Give one of --keep, --keep-all, --not-duplicates and --later.")
            }
            if removeOthers, keep.isEmpty { throw ValidationError("--remove-others goes with --keep.") }
        }

        func run() async throws {
            let engine = try await common.engine(purpose: "'lookalike duplicates decide'")
            let collection = try await engine.collection(named: target.collection)
            let found = try await engine.duplicateGroup(group, in: collection)
            let choice: DuplicateDecisionRecord.Choice =
                keepAll ? .keepAll : notDuplicates ? .notDuplicates : later ? .later : .keep
            let outcome = try await engine.decide(
                DuplicateDecisionRequest(
                    about: found, choice,
                    kept: keep.map { $0 == "best" ? found.best.id : $0 }, removesOthers: removeOthers),
                in: collection)
            try DecisionText.print([outcome], verb: "Moved to the trash", isJSON: output.json)
        }
    }

    struct Decisions: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the decisions.", usage: "lookalike duplicates decisions [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var target: CollectionOption
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let engine = try await common.reader()
            let collection = try await engine.collection(named: target.collection)
            let decisions = try await engine.duplicateDecisions(in: collection)
            if output.json { return try Terminal.printJSON(["decisions": decisions.map(DecisionLine.init)]) }
            if decisions.isEmpty { return Terminal.note("There are no decisions yet.") }
            var table = TextTable(
                header: [("DECISION", .left), ("CHOICE", .left), ("WHEN", .left), ("KEPT", .left)])
            table.rows = decisions.map {
                [
                    $0.id, $0.choice.rawValue, $0.decidedAt.formatted(.iso8601),
                    $0.kept.isEmpty ? "-" : $0.kept.joined(separator: ", "),
                ]
            }
            try Terminal.print(table.text)
        }
    }

    struct Undo: ServedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back a decision; removed files are put back.",
            usage: "lookalike duplicates undo <decision> [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var target: CollectionOption
        @OptionGroup var output: OutputOptions
        @Argument(help: "The decision, as 'lookalike duplicates decisions' prints it.") var decision: String

        func run() async throws {
            let engine = try await common.engine(purpose: "'lookalike duplicates undo'")
            let collection = try await engine.collection(named: target.collection)
            let outcome = try await engine.undoDecision(decision, in: collection)
            try DecisionText.print([outcome], verb: "Put back", isJSON: output.json)
        }
    }
}
