import ArgumentParser
import Foundation
import Logging
import LookalikeEngine
import LookalikeFetching
import LookalikeLogs
import LookalikeServer

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the web page and the HTTP API.", usage: "lookalike serve [--port <port>] [options]",
        discussion: """
            Open the printed address in a browser; /docs shows the API. Ctrl-C or SIGTERM stops the server after \
            the running requests. One server can use several ports: --port 8000,5000,8080. Other commands of the same \
            user work through the server while it runs.

              lookalike serve --port 8001
              lookalike serve --host 0.0.0.0           for other machines too
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "Listen on this address; 0.0.0.0 means all. (default: 127.0.0.1)", valueName: "address"))
    var host: String?

    @Option(
        help: ArgumentHelp(
            "Listen on this port, or several, comma-separated. (default: 8000)", valueName: "port"))
    var port: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning or error. (default: info)", valueName: "level"))
    var logLevel: String?

    func validate() throws {
        if let port, Settings.ports(port) == nil {
            throw ValidationError(
                "--port takes a port from 0 to 65535, or several, comma-separated, not '\(port)'.")
        }
        if let logLevel, Logger.Level(rawValue: logLevel) == nil {
            throw ValidationError("--log-level takes \(Settings.logLevels), not '\(logLevel)'.")
        }
    }

    func run() async throws {
        OpenFiles.allowMany()
        let settings = try await common.settings()
        var server = try settings.server(host: host, ports: port.flatMap(Settings.ports))
        let format = try settings.logFormat()
        var logger = Logger(label: "lookalike") { format.handler(label: $0) }
        logger.logLevel = try settings.logLevel(logLevel)
        for sentence in UnknownVariables.sentences() { logger.warning("\(sentence)") }
        let ports = server.ports.map(String.init).joined(separator: ",")
        var configuration = try settings.engine(dataDirectory: common.dataDir)
        configuration.metrics = server.metrics
        let traces = try TraceExport(metrics: server.metrics, logger: logger)
        configuration.tracer = traces?.tracer
        server.tracer = traces?.tracer
        server.fetcher?.tracer = traces?.tracer
        configuration.onProblem = { [logger] problem in
            logger.warning("\(problem.detail)", metadata: ["kind": "\(problem.kind.rawValue)"])
        }
        let engine = try await CommonOptions.engine(configuration, purpose: "the server on port \(ports)")
        for port in server.ports { try Listening.check(host: server.host, port: port) }
        do {
            // Compiled now, so that the first request does not have to wait.
            _ = try await engine.embedder.model(named: try engine.defaultModel)
        } catch {
            logger.warning(
                "the default model can't be loaded", metadata: ["error": "\(CommandFailure(error).message)"])
        }
        let commands = ServingProcess(engine: engine, settings: settings)
        let program = LookalikeServer(
            engine: engine, configuration: server, logger: logger, commands: commands)
        try await TraceExport.run(traces) { [host = server.host] in
            try await program.run { port in
                // If nobody reads the output, keep serving.
                try? Terminal.print("Lookalike is ready: open \(Listening.address(host: host, port: port))")
            }
        }
    }
}
