internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeOpenAPI
internal import ServiceLifecycle

extension MillionScaleSurface {
    var statistics: Route {
        Route(
            .get, "/api/v1/stats", "Statistics",
            answers: [
                .json(ScaleStatistics.self, "The figures."), Self.error(503, "The collection can't be used."),
            ]
        ) { _ in
            let collection = try await images.existing()
            let name = await images.servingModel(of: collection)
            let dimension = await images.servingDimension(of: collection)
            let figures = ScaleStatistics.CollectionFigures(
                name: configuration.collection,
                vectorSize: dimension ?? 0,
                distance: (collection?.record.metric ?? "cosine").capitalized,
                pointsCount: collection?.count ?? 0, segmentsCount: collection == nil ? 0 : 1, model: name)
            return JSONResponse.make(
                ScaleStatistics(collection: figures, cache: cacheFigures, status: "healthy")
            ).naming(model: name)
        }
    }

    private var cacheFigures: ScaleStatistics.CacheFigures {
        let (searches, embeddings) = (engine.searchCacheStatistics, engine.embeddingCacheStatistics)
        let memory = searches.weight + embeddings.weight
        let (hits, misses) = (searches.hits + embeddings.hits, searches.misses + embeddings.misses)
        return ScaleStatistics.CacheFigures(
            connectedClients: 1, usedMemory: memory, usedMemoryHuman: Self.human(memory), keyspaceHits: hits,
            keyspaceMisses: misses, totalCommandsProcessed: hits + misses)
    }

    /// In Redis' format: 1.24M.
    private static func human(_ bytes: Int) -> String {
        if bytes < 1 << 10 { return "\(bytes)B" }
        for (unit, shift) in [("K", 10), ("M", 20)] where bytes < 1 << (shift + 10) {
            return String(format: "%.2f", Double(bytes) / Double(1 << shift)) + unit
        }
        return String(format: "%.2fG", Double(bytes) / Double(1 << 30))
    }

    var health: Route {
        Route(
            .get, "/api/v1/health", "Health check",
            answers: [
                .json(ScaleHealth.self, "All works."),
                .json(ScaleHealth.self, "Something does not; what, it says.", status: 503),
            ]
        ) { _ in
            let collection = await Self.outcome { try await images.existing() }
            let storage = await Self.outcome { try await engine.checkStorage() }
            // Its problem is reported below.
            let name = await images.servingModel(of: try? collection.get())
            let network = await Self.outcome {
                _ = try await engine.embedder.model(named: try await model(name))
            }
            let services = ScaleHealth.Services(
                mlService: Self.word(network), vectorDatabase: Self.word(storage.flatMap { collection }),
                cacheService: ScaleHealth.Services.healthy)
            let health = ScaleHealth(
                status: services.areHealthy ? ScaleHealth.Services.healthy : "unhealthy",
                timestamp: Date().formatted(.iso8601), version: Version.current, services: services,
                model: name)
            return JSONResponse.make(health, status: services.areHealthy ? .ok : .serviceUnavailable)
                .naming(model: health.model)
        }
    }

    private func model(_ serving: String?) async throws -> String {
        if let serving { return serving }
        return try await images.modelOfNew()
    }

    private static func outcome<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private static func word(_ outcome: Result<some Any, any Error>) -> String {
        switch outcome {
        case .success: ScaleHealth.Services.healthy
        case .failure(let error): "unhealthy: \(APIError(error).message)"
        }
    }

    var ready: Route {
        Route(
            .get, "/api/v1/ready", "Readiness probe",
            answers: [
                .json(ScaleReadiness.self, "It can take requests."),
                Self.error(
                    503, "The model is being loaded, or something is broken, or the server goes down."),
            ]
        ) { _ in
            if Task.isShuttingDownGracefully { throw Self.notReady("The server is shutting down.") }
            do {
                try await engine.checkStorage()
                let name = try await model(await images.servingModel(of: try await images.existing()))
                // Only the first caller waits for it.
                if await engine.embedder.isLoading(name) {
                    throw Self.notReady("The model '\(name)' is being loaded.")
                }
                _ = try await engine.embedder.model(named: name)
            } catch {
                throw Self.notReady(APIError(error).message)
            }
            return JSONResponse.make(ScaleReadiness(status: "ready"))
        }
    }

    private static func notReady(_ reason: String) -> APIError {
        APIError(status: .serviceUnavailable, message: reason)
    }
}
