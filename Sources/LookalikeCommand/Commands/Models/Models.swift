import ArgumentParser
import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeEngine
import LookalikeModelRegistry

struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, install, check and remove models.",
        discussion: """
            A model is a folder with a network (ONNX, OpenVINO IR or TensorFlow Lite) and a model.json beside it, \
            in the data folder's models/ or in a folder named by LOOKALIKE_MODEL_DIRS. 'models pull' and 'models import' make such \
            a folder of weights as their makers publish them.
            """,
        subcommands: [
            List.self, Available.self, Pull.self, Import.self, Show.self, Check.self, Quantize.self,
            Export.self, Remove.self,
        ], defaultSubcommand: List.self)
}
