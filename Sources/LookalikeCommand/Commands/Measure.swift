import ArgumentParser
import Foundation
import LookalikeEngine

/// For `make bench`: the cost of images on one core, and the speed of the pipeline on all cores.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the embedding of images, step by step and as a whole.",
        usage: "lookalike measure <dir> [--model <name>] [options]", shouldDisplay: false)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("A folder of images.", valueName: "dir"))
    var directory: String

    @Option(help: ArgumentHelp("The model.", valueName: "name"))
    var model: String?

    func run() async throws {
        let configuration = try await common.settings().engine(dataDirectory: common.dataDir)
        let embedder = try EmbedderFactory.make(configuration)
        let name = try model ?? configuration.defaultModel ?? EmbedderFactory.firstModel(of: embedder)
        let loaded = try await embedder.model(named: name)
        let files = ImageList.expand([directory]).files
        guard !files.isEmpty else { throw CommandFailure("There are no images in \(directory).") }
        // The best of three, because other programs can only slow it down.
        var best = (seconds: Double.infinity, processor: Double.infinity)
        for _ in 0..<3 {
            let (begin, used) = (ContinuousClock.now, Self.processorSeconds())
            try await embedder.embed(files: files, with: loaded) { _, _ in }
            best.seconds = min(best.seconds, (ContinuousClock.now - begin).seconds)
            best.processor = min(best.processor, Self.processorSeconds() - used)
        }
        let times = try CoreTimes.measure(files, model: loaded)
        try Terminal.printJSON(
            Measurement(
                model: name, cores: configuration.resolvedWorkers, times: times,
                millisecondsPerImage: best.seconds * 1_000 / Double(files.count),
                processorMillisecondsPerImage: best.processor * 1_000 / Double(files.count)))
    }

    /// Of all threads, since the program's start.
    private static func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

private struct Measurement: Encodable {
    let model: String
    let cores: Int
    /// On one core, milliseconds per image.
    let times: CoreTimes
    /// Of the whole pipeline on all cores.
    let millisecondsPerImage: Double
    /// Of the whole pipeline, the time of all cores together.
    let processorMillisecondsPerImage: Double

    enum CodingKeys: String, CodingKey {
        case model, cores
        case times = "core_ms"
        case millisecondsPerImage = "pipeline_ms"
        case processorMillisecondsPerImage = "pipeline_processor_ms"
    }
}
