import ArgumentParser
import Foundation
import LookalikeEngine

struct ImportCIFAR10: ServedCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-cifar10",
        abstract: "Import the images of CIFAR-10, with their ten categories.",
        usage: "lookalike import-cifar10 <path> [--num-images <n>] [options]",
        discussion: """
            The path is the unpacked binary version (the folder 'cifar-10-batches-bin', the folder around it, or \
            one of its files), or the data set as folders of images ('train/airplane/…').

              lookalike import-cifar10 cifar-10-batches-bin --num-images 1000
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: ImportOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The batches, or the folder of images.", valueName: "path"))
    var path: String

    func run() async throws {
        let gallery = try await common.settings().gallery()
        let command = ImportCommand(gallery: gallery, target: target, json: output.json) {
            try await common.engine(purpose: "'lookalike import-cifar10'")
        }
        try await Self.run(command, path)
    }

    static func run(_ command: ImportCommand, _ path: String) async throws {
        let place = try Terminal.path(path)
        if let batches = try CIFAR10(place) {
            let places = batches.places(limit: command.target.numImages)
            return try await command.run(count: places.count, categories: batches.names, firstID: 0) {
                place, _ in batches.item(places[place])
            }
        }
        let folder = try await self.folder(path, limit: command.target.numImages)
        try await command.run(count: folder.count, categories: folder.categories, firstID: 0) {
            folder.item($0, largest: $1)
        }
    }

    /// - Throws: ``CommandFailure`` if it is not one.
    private static func folder(_ path: String, limit: Int?) async throws -> CategoryFolder {
        var isFolder: ObjCBool = false
        let place = try Terminal.path(path)
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
            throw CommandFailure("\(path) can't be read: there is no such file.")
        }
        guard isFolder.boolValue else {
            throw CommandFailure(
                "\(path) is not CIFAR-10 as it is read here: unpack the archive of the binary version, and name its folder."
            )
        }
        let folder = try await CategoryFolder(place, limit: limit)
        guard !folder.categories.isEmpty else {
            throw CommandFailure(
                "\(path) has neither batches of CIFAR-10's binary version (data_batch_1.bin) nor folders of images."
            )
        }
        return folder
    }
}
