internal import Foundation
internal import Hummingbird
public import Logging
public import LookalikeEngine
internal import LookalikeOpenAPI
internal import LookalikePictures
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals

/// The HTTP server: all interfaces over one engine, on one or more ports, and on a socket in the data folder.
///
/// ```swift
/// var configuration = LookalikeServerConfiguration()
/// configuration.ports = [8080]
/// let server = LookalikeServer(engine: engine, configuration: configuration, logger: logger)
/// try await server.run { port in print("listening on port \(port)") }
/// ```
public struct LookalikeServer: Sendable {
    private let engine: Engine
    private let configuration: LookalikeServerConfiguration
    private let logger: Logger
    private let commands: CommandCenter?

    /// Nothing is opened until the server runs.
    ///
    /// - Parameters:
    ///   - engine: all interfaces share it. Its jobs stop when the server stops.
    ///   - logger: requests, errors and problems are logged to it.
    ///   - commands: runs commands of other processes, which reach the server over a socket in the data folder; nil opens
    ///     none.
    public init(
        engine: Engine, configuration: LookalikeServerConfiguration, logger: Logger,
        commands: (any CommandRunner)? = nil
    ) {
        self.engine = engine
        self.configuration = configuration
        self.logger = logger
        self.commands = commands.map { CommandCenter(runner: $0, logger: logger) }
    }

    /// Serves until the task is cancelled or the process gets SIGTERM or SIGINT. Then it stops jobs and answers
    /// running requests.
    ///
    /// - Parameters:
    ///   - handlesSignals: false if the process belongs to something else, such as tests.
    ///   - onListening: called for each port, with the actual port.
    /// - Throws: errors of binding a port.
    public func run(
        handlesSignals: Bool = true, onListening: @escaping @Sendable (Int) -> Void
    ) async throws {
        let table = try makeRoutes()
        warn()
        let socket = await openSocket(table)
        let applications =
            configuration.ports.map { port in
                application(table, at: .hostname(configuration.host, port: port)) { channel in
                    // Who hears that the server is ready may send commands.
                    await socket?.waitUntilAnnounced()
                    onListening(channel.localAddress?.port ?? port)
                }
            } + [socket?.application].compactMap { $0 }
        // Stopped in reverse order. Jobs stop before the requests that watch them are waited for, and again once no
        // request can start another.
        let jobs: [any Service] = [JobService(jobs: engine.jobs, commands: commands)]
        let resuming: [any Service] = [
            ResumingService(engine: engine, logger: logger),
            RootService(engine: engine, watched: configuration.watched, logger: logger),
        ]
        var group = ServiceGroupConfiguration(
            services: jobs + applications + resuming + jobs,
            gracefulShutdownSignals: handlesSignals ? [.sigterm, .sigint] : [], logger: logger)
        // Requests that take longer are cancelled.
        group.maximumGracefulShutdownDuration = configuration.shutdownPatience
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            if socket != nil { await engine.announceSocket(false) }
            throw error
        }
        if socket != nil { await engine.announceSocket(false) }
    }

    /// - Parameter onRunning: called before the first request is answered.
    func application(
        _ table: RouteTable, at address: BindAddress,
        onRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> Application<RouterResponder<AppContext>> {
        let access = AccessRule(
            hosts: HostNames(listeningOn: configuration.host, configured: configuration.hosts),
            origins: OriginRule(configured: configuration.corsOrigins), routes: table.directory)
        return Application(
            router: makeRouter(table, access),
            server: .lookalike(largestBody: table.limits.largestUpload) { access.refusal(of: $0) == nil },
            configuration: ApplicationConfiguration(address: address, serverName: "lookalike"),
            onServerRunning: onRunning, logger: logger)
    }

    /// Nil where there is no socket: commands then say that a server has the data folder.
    private func openSocket(_ table: RouteTable) async -> LocalSocket? {
        guard let commands else { return nil }
        do {
            return try await LocalSocket(self, engine, table, commands)
        } catch {
            logger.warning(
                "commands of this machine can't reach the server", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Warns about unusually open settings.
    private func warn() {
        if configuration.corsOrigins.contains("*") {
            logger.warning(
                "LOOKALIKE_CORS_ORIGINS is *: any web page that somebody opens who can reach this server may read, change and delete what it has"
            )
        }
        if configuration.hosts.contains("*") {
            logger.warning(
                "LOOKALIKE_HOSTS is *: any web site can take this server for its own, by a name that leads here"
            )
        }
    }

    private func makeRouter(_ table: RouteTable, _ access: AccessRule) -> Router<AppContext> {
        let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
        if let tracer = configuration.tracer {
            router.addMiddleware { RequestTracing(tracer: tracer) }
        }
        router.addMiddleware {
            RequestLog()
            RequestMetrics(configuration.metrics)
            PageGate(rule: access)
            Unrouted(routes: access.routes)
        }
        table.install(in: router)
        return router
    }

    /// The list of all interfaces: a new one is a line here and a folder beside the others.
    private func makeRoutes() throws -> RouteTable {
        let folders = FolderRule(
            engine: engine, roots: configuration.syncRoots,
            products: configuration.products.directory ?? ProductCatalogueConfiguration.defaultDirectory)
        let uploads = UploadBudget(
            bytes: configuration.uploadMemory, patience: engine.configuration.queuePatience)
        var table = RouteTable(
            surfaces: [
                NativeSurface(
                    engine: engine, folders: folders,
                    configured: ConfiguredFolders(folders: configuration.configuredFolders),
                    models: try ModelService(engine: engine, mirror: configuration.modelMirror),
                    served: configuration.servedNames,
                    backups: BackupFolder(
                        engine: engine, path: configuration.backupDirectory,
                        settings: configuration.settingsOfBackups),
                    addresses: FetchedImages(
                        configuration.fetcher, limit: engine.configuration.limits.maximumBytes,
                        patience: engine.configuration.queuePatience), uploads: uploads),
                ProductCatalogueSurface(
                    engine: engine, configuration: configuration.products, uploads: uploads),
                EventPhotosSurface(engine: engine, configuration: configuration.events),
                GallerySurface(engine: engine, configuration: configuration.gallery),
                MultiTenantSurface(engine: engine, configuration: configuration.onlyCompanies),
                MillionScaleSurface(engine: engine, configuration: configuration.millionScale),
                MetricsSurface(engine: engine, registry: configuration.metrics),
                WebPageSurface(),
            ], limits: UploadLimits(imageBytes: engine.configuration.limits.maximumBytes),
            uploads: uploads)
        table.compresses = configuration.compressesAnswers
        table.surfaces.append(DocumentationSurface(document: Data()))
        // The document also describes the routes that serve it.
        let document = try JSONResponse.encode(try table.document())
        table.surfaces[table.surfaces.count - 1] = DocumentationSurface(document: document)
        return table
    }
}

/// Stops the jobs and the commands when the server goes down.
private struct JobService: Service {
    let jobs: JobCenter
    let commands: CommandCenter?

    func run() async throws {
        try? await gracefulShutdown()
        commands?.shutDown()
        await jobs.shutDown()
    }
}

/// Resumes jobs from before the start while requests are answered already: there may be many, and they wait for
/// places.
private struct ResumingService: Service {
    let engine: Engine
    let logger: Logger

    func run() async throws {
        do {
            _ = try await cancelWhenGracefulShutdown { try await engine.resumeJobs() }
        } catch is CancellationError {
            // The next start resumes them.
        } catch {
            logger.error("jobs of before the start can't go on", metadata: ["error": "\(error)"])
        }
        try? await gracefulShutdown()
    }
}
