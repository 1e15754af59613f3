import ArgumentParser
import Engine
import Foundation

struct Setup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Set the prototype gallery up, step by step.",
        usage: "lookalike setup [--setup-db] [--build-index] [--all] [--status]",
        discussion: """
            Without flags it shows a menu and asks. The flags are those of the gallery's own scripts: each does its \
            step and ends.

              lookalike setup
              lookalike setup --all --cifar10 cifar-10-batches-bin --num-images 1000
            """)

    @OptionGroup var common: CommonOptions

    @Flag(name: [.long, .customLong("setup_db")], help: "Make the data folder and the gallery in it.")
    var setupDb = false

    @Flag(
        name: [.long, .customLong("build_index")],
        help: "Make the index and the prototypes anew, and measure them.")
    var buildIndex = false

    @Flag(help: "All of it: the data folder, the pictures where --cifar10 names some, the index.")
    var all = false

    @Flag(help: "Print how the gallery is.")
    var status = false

    @Option(
        name: [.long, .customLong("num_images")],
        help: ArgumentHelp("How many pictures of CIFAR-10 to take. (default: 1000)", valueName: "n"))
    var numImages: Int?

    @Option(
        help: ArgumentHelp("Fill the gallery with CIFAR-10, which is at this path.", valueName: "path"))
    var cifar10: String?

    func validate() throws {
        if let numImages, numImages < 1 { throw ValidationError("--num-images is at least 1.") }
        if numImages != nil, cifar10 == nil, all || setupDb || buildIndex || status {
            throw ValidationError("--num-images needs --cifar10, which says where the pictures are.")
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
