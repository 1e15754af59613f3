import ArgumentParser
import Embedding
import Engine
import Foundation
import Pictures

struct Embed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the vectors of pictures to a NumPy file.",
        discussion: """
            FILE.npy gets one float32 row a picture, in the order given; folders are walked in sorted order. FILE.txt
            beside it lists the paths. A picture that can't be read is reported and left out, and the exit code is 1.

              lookalike embed photos --output photos.npy
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var json: OutputOptions

    @Argument(help: ArgumentHelp("Pictures, and folders of pictures.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("The model; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("auto, f32 or bf16.", valueName: "name"), transform: Precision.init(argument:))
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
        let (files, problems) = PictureList.expand(paths)
        for problem in problems { Terminal.complain("\(problem.path): \(problem.detail)") }
        let name = try model ?? configuration.defaultModel ?? EmbedderFactory.firstModel(of: embedder)
        let loaded = try await embedder.model(named: name)
        let matrix: NumPyMatrixWriter
        do {
            matrix = try NumPyMatrixWriter(path: output, columns: loaded.manifest.dimension)
        } catch {
            throw CommandFailure("\(output) can't be written: \(error)")
        }
        let display = ProgressDisplay("embedded")
        let failed = try await Interruptible.run {
            try await Self.embed(files, with: loaded, embedder, into: matrix) { display.show($0) }
        }
        display.finish()
        for failure in failed { Terminal.complain("\(failure.path): \(failure.detail)") }
        let rows = try matrix.finish()
        let left = failed.count + problems.count
        if json.json {
            try Terminal.printJSON(
                EmbedSummary(model: name, rows: rows, dimension: loaded.manifest.dimension, failed: left, output: output))
        } else {
            Terminal.print("\(output): \(rows) × \(loaded.manifest.dimension), model \(name)\(left > 0 ? ", \(left) left out" : "").")
        }
        if left > 0 { throw ExitCode(1) }
    }

    /// Embeds side by side and writes in order.
    private static func embed(
        _ files: [String], with model: LoadedModel, _ embedder: Embedder, into matrix: NumPyMatrixWriter,
        progress: @escaping @Sendable (Job.Progress) -> Void
    ) async throws -> [SyncProblem] {
        var failed: [SyncProblem] = []
        var done = OrderedResults<Outcome>()
        var meter = ProgressMeter(total: files.count, begin: .now)
        try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            var next = files.enumerated().makeIterator()
            func add() {
                guard let (index, path) = next.next() else { return }
                group.addTask { (index, try await outcome(of: path, with: model, embedder)) }
            }
            for _ in 0..<96 { add() }
            while let (index, outcome) = try await group.next() {
                add()
                for (path, outcome) in done.add(outcome, at: index).map({ (files[$0], $1) }) {
                    switch outcome {
                    case .vector(let vector, let warnings):
                        for warning in warnings { Terminal.note("\(path): \(warning)") }
                        try matrix.add(vector, path: path)
                    case .problem(let detail): failed.append(SyncProblem(path: path, detail: detail))
                    }
                }
                meter.done += 1
                progress(meter.progress(at: .now))
            }
        }
        return failed
    }

    private enum Outcome: Sendable {
        case vector([Float], [PictureWarning])
        case problem(String)
    }

    private static func outcome(of path: String, with model: LoadedModel, _ embedder: Embedder) async throws -> Outcome {
        do {
            let result = try await embedder.embed(file: path, with: model, priority: .bulk)
            return .vector(result.vector, result.warnings)
        } catch let error as PictureError {
            return .problem(error.description)
        } catch let error as FileReadError {
            return .problem(error.detail)
        }
    }
}

extension Precision {
    fileprivate init(argument: String) throws {
        guard let precision = Precision(rawValue: argument) else {
            throw ValidationError("there is no precision '\(argument)': auto, f32 or bf16.")
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
