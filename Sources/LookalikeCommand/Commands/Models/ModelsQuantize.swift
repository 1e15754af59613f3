import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeModelRegistry
import LookalikeModelTools

extension Models {
    struct Quantize: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an 8-bit version of an installed model, if it is as good.",
            usage: "lookalike models quantize <name> --calibrate <dir> [--max-loss <share>] [options]",
            discussion: """
                Its network, which must be ONNX, gets 8-bit weights and activations: smaller for most networks, and faster \
                where the processor has 8-bit products. The ranges of the activations come from the images of --calibrate, \
                up to 300 of them. Then both models embed the images of --eval, and P@1 and P@10 are compared as 'lookalike \
                eval' measures them; without a folder per class, the mean cosine to the model's own vectors counts. A model that \
                loses more than --max-loss is not installed. Vectors of the two models are not mixed: a collection is made \
                with one of them.

                  lookalike models quantize resnet50 --calibrate photos --eval photos-by-class
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The model.") var name: String
        @Option(help: ArgumentHelp("Images like those that will be searched.", valueName: "dir"))
        var calibrate: String
        @Option(
            name: .customLong("name"),
            help: ArgumentHelp("The name of the new model. (default: <name>-int8)", valueName: "name"))
        var newName: String?
        @Option(
            help: ArgumentHelp("How much of P@1 and P@10 may be lost, from 0 to 1.", valueName: "share"))
        var maxLoss = 0.01
        @Option(
            help: ArgumentHelp(
                "A folder with a folder of images per class. (default: that of --calibrate)", valueName: "dir"
            ))
        var eval: String?

        func validate() throws {
            guard (0...1).contains(maxLoss) else { throw ValidationError("--max-loss goes from 0 to 1.") }
        }

        func run() async throws {
            let place = try await ModelPlace(common)
            let parent = try place.library.model(named: name)
            let target = newName ?? "\(name)-int8"
            let embedder = try EmbedderFactory.make(place.configuration)
            // Before the data folder is made.
            try QuantizationRun.check(
                parent, named: target, embedder, ModelInstaller(folder: place.data.models))
            let images = try QuantizationImages(calibration: calibrate, evaluation: eval)
            let run = try await QuantizationRun(
                of: parent, named: target, images, embedder, place.installer())
            Terminal.note("\(run.layerCount) layers get 8 bits.")
            let display = QuantizationDisplay()
            let report: QuantizationReport
            do {
                report = try await run.install(maximumLoss: maxLoss, progress: display.show)
                display.finish()
            } catch {
                display.finish()
                if case QuantizationRunError.lostTooMuch(let report) = error {
                    if output.json { try Terminal.printJSON(report) } else { try Terminal.print(report.text) }
                }
                throw error
            }
            if output.json { return try Terminal.printJSON(report) }
            try Terminal.print(report.text)
            try Terminal.print("'\(target)' is installed.")
        }
    }
}
