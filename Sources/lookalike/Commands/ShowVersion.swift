import ArgumentParser
import Assets
import Embedding
import Engine
import Foundation
import Inference
import Server
import Vectors

struct ShowVersion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version, and with --verbose what this machine makes of it.")

    @Flag(name: .shortAndLong, help: "Print the processor's fast paths and the built-in model too.")
    var verbose = false

    func run() async throws {
        Terminal.print("lookalike \(Version.current)")
        guard verbose else { return }
        let backend = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
        let model = try BuiltInModel.load().first?.manifest.name ?? "none"
        Terminal.print(
            """
            cores: \(ProcessInfo.processInfo.activeProcessorCount)
            inference precision: \(backend.nativePrecision.rawValue)
            vector kernels: \(Kernel.best.name)
            built-in model: \(model)
            """)
    }
}
