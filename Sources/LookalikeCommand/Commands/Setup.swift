import ArgumentParser
import Foundation
import LookalikeEngine

struct Setup: ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Set up the gallery, step by step.",
        usage: "lookalike setup [--setup-db] [--build-index] [--all] [--status]",
        discussion: """
            Without flags it shows a menu. The flags are those of the gallery's own scripts: each runs its step \
            and exits.

              lookalike setup
              lookalike setup --all --cifar10 cifar-10-batches-bin --num-images 1000
            """)

    @OptionGroup var common: CommonOptions

    @Flag(name: [.long, .customLong("setup_db")], help: "Create the data folder and the gallery in it.")
    var setupDb = false

    @Flag(
        name: [.long, .customLong("build_index")],
        help: "Rebuild the index and the prototypes, and measure them.")
    var buildIndex = false

    @Flag(help: "All steps: the data folder, the images of --cifar10 if given, the index.")
    var all = false

    @Flag(help: "Print the gallery's status.")
    var status = false

    @Option(
        name: [.long, .customLong("num_images")],
        help: ArgumentHelp("How many images of CIFAR-10 to import. (default: 1000)", valueName: "n"))
    var numImages: Int?

    @Option(
        help: ArgumentHelp("Fill the gallery with CIFAR-10 from this path.", valueName: "path"))
    var cifar10: String?

    func validate() throws {
        if let numImages, numImages < 1 { throw ValidationError("--num-images is at least 1.") }
        if numImages != nil, cifar10 == nil, all || setupDb || buildIndex || status {
            throw ValidationError("--num-images needs --cifar10, which says where the images are.")
        }
    }

    func run() async throws {
        let steps = SetupSteps(common: common)
        guard setupDb || buildIndex || all || status || cifar10 != nil else {
            return try await SetupMenu(steps: steps, numImages: numImages).run()
        }
        if setupDb || all { try await steps.makeGallery() }
        if let cifar10 { try await steps.fill(from: cifar10, numImages: numImages) }
        if buildIndex { try await steps.buildIndex() } else if all { try await steps.buildIndexIfAny() }
        if status || all { try await steps.showStatus() }
    }
}
