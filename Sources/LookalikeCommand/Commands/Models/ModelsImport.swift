import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeModelRegistry

extension Models {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install a model from a weight file.",
            usage:
                "lookalike models import --arch <name> <file> [--name <name>] [--recipe <recipe>] [options]",
            discussion: """
                Reads safetensors, PyTorch checkpoints of every age, TorchScript archives and Keras' .h5, .weights.h5 and \
                .keras. Runs nothing of what the file holds. A tensor that is missing, left over or of another shape is an error.

                  lookalike models import --arch resnet50 resnet50-0676ba61.pth
                  lookalike models import --arch clip-vit-b-32 ViT-B-32.pt --file bpe_simple_vocab_16e6.txt.gz
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var installation: InstallationOptions
        @Option(
            help: ArgumentHelp(
                "The network: a name of 'lookalike models available', or its architecture.", valueName: "name"
            ))
        var arch: String
        @Option(
            help: ArgumentHelp(
                "The dictionary of weights in a checkpoint with several, such as ema/state_dict.",
                valueName: "entry"))
        var entry: String?
        @Option(
            help: ArgumentHelp(
                "Another file of the model, such as its tokenizer's; by default it is looked for beside the weights.",
                valueName: "path"))
        var file: [String] = []
        @Argument(help: "The weight file.") var weights: String

        func run() async throws {
            let place = try await ModelPlace(common)
            let published = try ModelPlace.registry().entry(ofArchitecture: arch)
            var options = installation.options
            options.entry = entry
            for path in file { options.files[URL(fileURLWithPath: path).lastPathComponent] = path }
            let installer = try place.installer()
            try installer.check(published, options, in: place.library)
            let model = try installer.install(published, from: weights, options)
            try place.finish(model, isJSON: output.json)
        }
    }
}
