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
                Goes on where an earlier download stopped. The hash of what arrives is checked before anything reads it. Where \
                no hash is published, that of the first download is pinned: a later one has to be equal, or --accept-changed \
                is given.

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
        @Flag(
            help:
                "Take a file although it differs from the one that was downloaded first, where no hash is published."
        )
        var acceptChanged = false

        func run() async throws {
            let place = try await ModelPlace(common)
            let entry = try ModelPlace.registry().entry(named: name)
            let installer = try place.installer()
            let configured = try await common.settings().modelMirror
            try installer.check(entry, installation.options, in: place.library)
            let download = ModelDownload(
                folder: installer.folder, mirror: mirror ?? configured,
                accepting: acceptChanged ? .any : .none)
            let files = try await DownloadDisplay().during { display in
                try await download.fetch(entry) { display.show($0) }
            }
            let model = try installer.install(entry, from: files, installation.options)
            try place.finish(model, isJSON: output.json)
            try download.finish(files)
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
