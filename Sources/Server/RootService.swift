internal import Logging
internal import LookalikeEngine
internal import ServiceLifecycle

/// Watches the roots of collections while the server runs; without watching, it looks now and then whether they are there.
struct RootService: Service {
    let engine: Engine
    /// Nil watches none.
    let watched: WatchedCollections?
    let logger: Logger

    private static let interval: Duration = .seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let watched else { return await look() }
            await CollectionWatcher(engine: engine, collections: watched) { [logger] note in
                logger.log(level: note.isWarning ? .warning : .info, "\(note.text)")
            }.run()
        }
        // A service that ends stops the others.
        try? await gracefulShutdown()
    }

    private func look() async {
        while !Task.isCancelled {
            do { try await engine.lookAtRoots() } catch {
                logger.warning(
                    "the folders of collections can't be looked at", metadata: ["error": "\(error)"])
            }
            // Cancellation ends the wait early, and the loop checks for it.
            try? await Task.sleep(for: Self.interval)
        }
    }
}
