import ArgumentParser
import Engine
import Foundation
import Logging
import Server

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the web page and the HTTP API.",
        discussion: """
            Open the printed address in a browser; /docs shows the API. Ctrl-C or SIGTERM ends it after the requests
            under way. Several ports are one server: --port 8000,5000,8080.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Listen on this address; 0.0.0.0 is every one.", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("Listen on this port, or on several with commas between.", valueName: "port"))
    var port: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning or error.", valueName: "level"))
    var logLevel: String?

    func validate() throws {
        if let port, Settings.ports(port) == nil {
            throw ValidationError("'\(port)' is not a port, nor a list of ports with commas between.")
        }
        if let logLevel, Logger.Level(rawValue: logLevel) == nil {
            throw ValidationError("There is no log level '\(logLevel)'.")
        }
    }

    func run() async throws {
        let settings = try await common.settings()
        let server = try settings.server(host: host, ports: port.flatMap(Settings.ports))
        var logger = Logger(label: "lookalike") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = try settings.logLevel(logLevel)
        let ports = server.ports.map(String.init).joined(separator: ",")
        let engine = try CommonOptions.engine(
            try settings.engine(dataDirectory: common.dataDir), purpose: "the server on port \(ports)")
        do {
            // Compiled before the first request, which would wait for it.
            _ = try await engine.embedder.model(named: try engine.defaultModel)
        } catch {
            logger.warning("the default model can't be loaded", metadata: ["error": "\(error)"])
        }
        do {
            try await LookalikeServer(engine: engine, configuration: server, logger: logger).run { port in
                let host = server.host == "0.0.0.0" || server.host == "::" ? "localhost" : server.host
                Terminal.print("Lookalike is ready: open http://\(host == "127.0.0.1" ? "localhost" : host):\(port)")
            }
        } catch let error as NSError where "\(error)".contains("EADDRINUSE") || "\(error)".contains("errno: 98") {
            throw CommandFailure("Port \(ports) is taken by another program: name another with --port.")
        }
    }
}
