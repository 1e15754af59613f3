import ArgumentParser
import Foundation
import LookalikeDemoCatalogue
import LookalikePictures

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw the demo catalogue: about 200 product images to try things with.",
        usage: "lookalike demo <dir> [--json]",
        discussion: """
            One folder per kind of product. Existing images are left as they are.

              lookalike demo pictures && lookalike sync pictures && lookalike serve
            """)

    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("The folder to draw into.", valueName: "dir"))
    var directory: String

    func run() async throws {
        let images = DemoCatalogue.images
        let directory = directory
        let workers = ProcessInfo.processInfo.activeProcessorCount
        let drawn = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var drawn = 0
                    for index in stride(from: worker, to: images.count, by: workers)
                    where try Self.draw(images[index], into: directory) {
                        drawn += 1
                    }
                    return drawn
                }
            }
            return try await group.reduce(0, +)
        }
        if output.json {
            return try Terminal.printJSON(["drawn": drawn, "total": images.count])
        }
        try Terminal.print("\(directory) has \(images.count) demo images, \(drawn) of them new.")
    }

    /// - Returns: false if the file exists.
    private static func draw(_ image: DemoImage, into directory: String) throws -> Bool {
        let folder = "\(directory)/\(image.kind)"
        let path = "\(folder)/\(image.name).jpg"
        if FileManager.default.fileExists(atPath: path) { return false }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let drawing = image.render()
            let pixels = PixelBuffer(width: drawing.width, height: drawing.height, bytes: drawing.bytes)
            try Data(try JPEGEncoder.encode(pixels, quality: 90)).write(
                to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure("\(path) can't be written: \(error.localizedDescription)")
        }
        return true
    }
}
