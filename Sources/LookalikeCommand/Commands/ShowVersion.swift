import ArgumentParser
import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import LookalikeServer
import LookalikeVectors

struct ShowVersion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version, and with --verbose facts about this machine.",
        usage: "lookalike version [--verbose] [--json]")

    @OptionGroup var output: OutputOptions

    @Flag(name: .shortAndLong, help: "Also print the processor's fast paths and the built-in model.")
    var verbose = false

    func run() async throws {
        var facts = Facts(version: Version.current)
        if verbose {
            facts.cores = ProcessInfo.processInfo.activeProcessorCount
            facts.precision = try OpenVINOBackend(workers: 1, cacheDirectory: nil).nativePrecision.rawValue
            facts.vectorKernels = Kernel.best.name
            facts.builtInModel = try BuiltInModel.load().first?.manifest.name
        }
        if output.json { return try Terminal.printJSON(facts) }
        try Terminal.print("lookalike \(facts.version)")
        guard let cores = facts.cores, let precision = facts.precision, let kernels = facts.vectorKernels
        else { return }
        try Terminal.print(
            """
            cores: \(cores)
            inference precision: \(precision)
            vector kernels: \(kernels)
            built-in model: \(facts.builtInModel ?? "none")
            """)
    }
}

private struct Facts: Encodable {
    var version: String
    var cores: Int?
    var precision: String?
    var vectorKernels: String?
    var builtInModel: String?

    enum CodingKeys: String, CodingKey {
        case version, cores, precision
        case vectorKernels = "vector_kernels"
        case builtInModel = "built_in_model"
    }
}
