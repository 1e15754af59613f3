import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeModelRegistry

extension Models {
    struct Pull: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download and install a published model.",
            usage:
                "lookalike models pull <name> [--mirror <url>] [--recipe <recipe>] [--name <name>] [options]",
            discussion: """
                Goes on where an earlier download stopped. The hash of what arrives is checked before anything reads it.

                  lookalike models pull clip-vit-b-32
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The model, as 'lookalike models available' shows it.") var name: String
        @Option(
            help: ArgumentHelp(
                "Take the files from below this address, by their names. (LOOKALIKE_MODEL_MIRROR)",
                valueName: "url"))
        var mirror: String?

        func run() async throws {
            let place = try await ModelPlace(common)
            let entry = try ModelPlace.registry().entry(named: name)
            let installer = try place.installer()
            let configured = try await common.settings().modelMirror
            let download = ModelDownload(folder: installer.folder, mirror: mirror ?? configured)
            let display = DownloadDisplay()
            var options = installation.options
            var paths: [String] = []
            do {
                for file in [entry.weights] + (entry.files ?? []) {
                    let path = try await download.fetch(file) { display.show($0) }
                    options.files[file.file] = path
                    paths.append(path)
                }
            } catch {
                display.finish()
                throw error
            }
            display.finish()
            let model = try installer.install(entry, from: paths[0], options)
            try place.finish(model, isJSON: output.json)
            download.remove(paths)
        }
    }
}

/// How a model is installed.
struct InstallationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A name for the model. (default: the published one)", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "How images are prepared: 'official' as the model's makers do it, 'system' as the system does whose contract names the model. (default: system, if there is one)",
            valueName: "recipe"))
    var recipe: String?

    var options: ModelInstaller.Options {
        var options = ModelInstaller.Options()
        (options.name, options.recipe) = (name, recipe)
        return options
    }
}
