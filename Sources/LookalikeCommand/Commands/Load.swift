import ArgumentParser
import Foundation

struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a server while many clients index and search at once.",
        usage: "lookalike load [--clients <n>] [--seconds <s>] [options]",
        discussion: """
            Each client sends an image, waits for the answer and sends the next. No image is sent twice, so caches \
            don't help. At the end, or when stopped, it removes its images from the server's collection, unless \
            --keep is given. Works with any server that has the million-scale interface (/api/v1/index and \
            /api/v1/search). The exit code is 1 if an operation failed.

              lookalike load --clients 100 --seconds 60 --mix index:1,search:1 --json load.json
            """)

    @Option(help: ArgumentHelp("The server's address.", valueName: "url"))
    var url = "http://localhost:8000"

    @Option(help: ArgumentHelp("Clients at once, 1 to 10000.", valueName: "n"))
    var clients = 100

    @Option(help: ArgumentHelp("How long to run, 1 to 86400 seconds.", valueName: "s"))
    var seconds = 300

    @Option(
        help: ArgumentHelp(
            "Operations and their weights: index, search, delete.", valueName: "operation:weight,…"))
    var mix = "index:1,search:1"

    @Option(
        name: .customLong("pictures"),
        help: ArgumentHelp("Send the images of this folder. (default: demo images)", valueName: "dir"))
    var images: String?

    @Flag(help: "Leave the images in the server's collection.")
    var keep = false

    @Option(help: ArgumentHelp("Also write the figures to this file, as JSON.", valueName: "file"))
    var json: String?

    func validate() throws {
        guard (1...10_000).contains(clients) else { throw ValidationError("--clients goes from 1 to 10000.") }
        guard (1...86_400).contains(seconds) else { throw ValidationError("--seconds goes from 1 to 86400.") }
        guard LoadMix(mix) != nil else {
            throw ValidationError(
                "--mix takes operations and weights such as index:1,search:3, not '\(mix)'.")
        }
        guard ["http://", "https://"].contains(where: url.hasPrefix) else {
            throw ValidationError("--url takes an address such as http://localhost:8000, not '\(url)'.")
        }
    }

    func run() async throws {
        // `validate` has checked the mix.
        guard let mix = LoadMix(mix) else { return }
        let address = url.hasSuffix("/") ? String(url.dropLast()) : url
        let images = try await LoadImages(directory: images)
        let plan = LoadPlan(
            url: address, clients: clients, duration: .seconds(seconds), mix: mix, images: images,
            keeps: keep)
        Terminal.note("\(clients) clients for \(seconds) s at \(address) …")
        let report = try await Interruptible.run(stopped: "Stopped.") { try await LoadRun.run(plan) }
        try Terminal.print(report.text)
        Terminal.note(report.remainder)
        if let json { try Self.write(report, to: json) }
        if report.all.errors > 0 {
            throw CommandFailure("\(report.all.errors) of \(report.all.count) operations failed.")
        }
    }

    private static func write(_ report: LoadReport, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try (encoder.encode(report) + Data("\n".utf8)).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure("\(path) can't be written: \(error.localizedDescription)")
        }
    }
}
