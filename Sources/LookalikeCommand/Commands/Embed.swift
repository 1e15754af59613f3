import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikePictures

struct Embed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the vectors of images to a NumPy file.",
        usage: "lookalike embed <path> ... --output <file.npy> [options]",
        discussion: """
            FILE.npy gets one float32 row per image, in the given order; folders are read in sorted order. \
            FILE.txt beside it lists the paths, one per line; a path that contains a line break or begins with a \
            quotation mark is written as a JSON string. An unreadable image is reported and left out, and the exit \
            code is 1. Files in folders that are not images are skipped.

              lookalike embed photos --output photos.npy
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var json: OutputOptions

    @Argument(help: ArgumentHelp("Images, and folders of images.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("The model; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @Option(
        help: ArgumentHelp("auto, f32 or bf16. (default: auto)", valueName: "name"),
        transform: Precision.init(argument:))
    var precision: Precision?

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file.npy"))
    var output: String

    func validate() throws {
        guard output.hasSuffix(".npy") else { throw ValidationError("--output must end with .npy.") }
    }

    func run() async throws {
        var configuration = try await common.settings().engine(dataDirectory: common.dataDir)
        if let precision { configuration.precision = precision }
        let embedder = try EmbedderFactory.make(configuration)
        let (files, problems, passedBy) = ImageList.expand(paths)
        for problem in problems { Terminal.complain("\(problem.path): \(problem.detail)") }
        PassedByText.note(passedBy.count, passedBy.kinds())
        let name = try model ?? configuration.defaultModel ?? EmbedderFactory.firstModel(of: embedder)
        let loaded = try await embedder.model(named: name)
        let matrix = try NumPyMatrixWriter(path: output, columns: loaded.manifest.dimension)
        let display = ProgressDisplay("embedded")
        let failed: [SyncProblem]
        let rows: Int
        do {
            failed = try await Interruptible.run(stopped: "Stopped. \(output) was not written.") {
                try await Self.embed(files, with: loaded, embedder, into: matrix, display)
            }
            rows = try matrix.finish()
        } catch {
            display.finish()
            matrix.discard()
            throw error
        }
        display.finish()
        for failure in failed { Terminal.complain("\(failure.path): \(failure.detail)") }
        let left = failed.count + problems.count
        if json.json {
            try Terminal.printJSON(
                EmbedSummary(
                    model: name, rows: rows, dimension: loaded.manifest.dimension, failed: left,
                    output: output))
        } else {
            try Terminal.print(
                "\(output): \(rows) × \(loaded.manifest.dimension), model \(name)\(left > 0 ? ", \(left) left out" : "")."
            )
        }
        if left > 0 { throw ExitCode(1) }
    }

    /// - Returns: problems of unreadable files.
    private static func embed(
        _ files: [String], with model: LoadedModel, _ embedder: Embedder, into matrix: NumPyMatrixWriter,
        _ display: ProgressDisplay
    ) async throws -> [SyncProblem] {
        var failed: [SyncProblem] = []
        try await embedder.embed(files: files, with: model, progress: display.show) { position, outcome in
            let path = files[position]
            switch outcome {
            case .embedded(let result):
                for warning in result.warnings { display.note("\(path): \(warning)") }
                try matrix.add(result.vector, path: path)
            case .unreadable(let detail): failed.append(SyncProblem(path: path, detail: detail))
            }
        }
        return failed
    }
}

extension Precision {
    fileprivate init(argument: String) throws {
        guard let precision = Precision(rawValue: argument) else {
            throw ValidationError("it is auto, f32 or bf16.")
        }
        self = precision
    }
}

private struct EmbedSummary: Encodable {
    let model: String
    let rows: Int
    let dimension: Int
    let failed: Int
    let output: String
}
