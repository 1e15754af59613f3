import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeModelRegistry

extension Models {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare a model's answers with those of its first check.",
            usage: "lookalike models check <name> [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The model.") var name: String

        func run() async throws {
            let place = try await ModelPlace(common)
            let outcome = try ModelCheck.run(
                try place.library.model(named: name), with: try place.backend(),
                precision: place.configuration.precision)
            let against = outcome.isStored ? "the stored answers" : "itself in f32"
            if output.json {
                try Terminal.printJSON(
                    CheckLine(
                        name: name, cosine: outcome.cosine, precision: outcome.precision.rawValue,
                        comparedWith: against, good: outcome.isGood))
            } else {
                let cosine = String(format: "%.6f", outcome.cosine)
                try Terminal.print(
                    "'\(name)' in \(outcome.precision.rawValue) agrees with \(against): cosine \(cosine) at least."
                )
            }
            if let problem = outcome.problem(of: name) { throw CommandFailure(problem) }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a model's network as an ONNX file for other programs.",
            usage: "lookalike models export <name> --onnx <file> [--text] [options]")

        @OptionGroup var common: CommonOptions
        @Argument(help: "The model.") var name: String
        @Option(help: ArgumentHelp("The new file.", valueName: "file")) var onnx: String
        @Flag(help: "The text network instead of the image network.") var text = false

        func run() async throws {
            let place = try await ModelPlace(common)
            let model = try place.library.model(named: name)
            try ModelInstaller(folder: place.data.models).export(model, text: text, to: onnx)
            let preparation = text ? "tokens" : "images as its model.json says, in the input 'image'"
            Terminal.note("\(onnx) takes \(preparation); the output is 'embedding'.")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an installed model.", usage: "lookalike models remove <name> [--yes] [options]",
            discussion: """
                Collections that were made with it keep their vectors, but can take in and search by images again only \
                when the same model is installed again.
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: "The model.") var name: String
        @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false

        func run() async throws {
            let place = try await ModelPlace(common)
            let model = try place.library.model(named: name)
            let users = try await common.readerIfAny()?.collectionRecords().filter { $0.model == name } ?? []
            let used =
                users.isEmpty ? "" : " \(users.map { "'\($0.name)'" }.joined(separator: ", ")) need it."
            try await Confirmation.ask("Remove the model '\(name)'?\(used)", isGiven: yes)
            try ModelInstaller(folder: place.data.models).remove(model)
            try Terminal.print("'\(name)' is removed.")
        }
    }
}

private struct CheckLine: Encodable {
    let name: String
    let cosine: Double
    let precision: String
    let comparedWith: String
    let good: Bool

    enum CodingKeys: String, CodingKey {
        case name, cosine, precision, good
        case comparedWith = "compared_with"
    }
}
