internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeMultipart
internal import LookalikeOpenAPI
internal import ServiceLifecycle

/// The product catalogue interface: a shop's product images in a folder, synced by cron, searched by upload.
struct ProductCatalogueSurface: Surface {
    let engine: Engine
    let configuration: ProductCatalogueConfiguration
    /// Memory for what clients send.
    let uploads: UploadBudget
    let tag = "Product catalogue"
    let tagDescription = "The interface of the product catalogue: preprocess, then find similar products."
    let audience = RouteAudience.contract

    var routes: [Route] { [preprocess, status, findSimilar, findSimilarToMany, health, statistics] }

    /// The model that the system's threshold of 0.84 was chosen for.
    private static let contractModel = ProductCatalogueConfiguration.contractModel
    static let contractThreshold = 0.84
    private static let notInitialised = APIError(
        status: .serviceUnavailable, message: "Service not initialized. Run preprocessing first.")

    private static let forceFull = QueryParameter<Bool>(
        "force_full", default: false, description: "Force reprocess all images.")
    private static let batchSize = QueryParameter<Int>(
        "batch_size", default: 32, in: 1...128, description: "The largest batch given to the network.")
    private static let allowRemovals = QueryParameter<Bool>(
        "allow_removals", default: false,
        description: "Remove products even where so many are gone that the folder may only look empty.")
    static let threshold = QueryParameter<Double>(
        "threshold", minimum: 0, maximum: 1,
        description:
            "The least score of a match. Left out: 0.84 with the model that it was chosen for, else the model's own."
    )
    static let topK = QueryParameter<Int>(
        "top_k", default: 10, in: 1...100, description: "The most matches.")

    private var products: ServedCollection {
        ServedCollection(
            engine, name: configuration.collection, model: configuration.model ?? Self.contractModel)
    }

    private var preprocess: Route {
        Route(
            .post, "/api/v1/preprocess", "Process new or changed product images",
            parameters: [Self.forceFull, Self.batchSize, Self.allowRemovals],
            answers: [
                .json(PreprocessAnswer.self, "What was done."),
                .error(400, "The folder can't be read."), .error(409, "Another run is under way."),
                .error(503, "The server is shutting down."),
            ]
        ) { request in
            var options = SyncOptions(
                force: try request.value(Self.forceFull), batchSize: try request.value(Self.batchSize))
            options.allowRemovals = try request.value(Self.allowRemovals)
            options.replaceFolder = configuration.directory != nil
            let report: SyncReport
            do {
                report = try await run(options)
            } catch EngineError.removalsRefused(let refusal) {
                return JSONResponse.make(PreprocessAnswer(refusal))
            }
            let processed = report.added + report.changed
            return JSONResponse.make(
                PreprocessAnswer(
                    success: true, totalImages: report.total, newImages: processed,
                    removedImages: report.removed,
                    failedImages: report.failed, processingTime: report.seconds,
                    message: Self.message(report, processed: processed)))
        }
    }

    /// - Throws: ``APIError`` 503 if the server is stopping. A run may take hours, and continues after the next
    ///   start.
    private func run(_ options: SyncOptions) async throws -> SyncReport {
        do {
            return try await cancelWhenGracefulShutdown { [engine, products] in
                let known = try await products.existing()
                let directory = self.directory(of: known)
                // Otherwise a missing folder would leave an empty collection behind.
                if known == nil { try await Engine.checkReadable(directory) }
                let collection = try await products.made()
                return try await engine.sync(collection, directory: directory, options: options)
            }
        } catch  where Task.isShuttingDownGracefully {
            throw APIError(
                status: .serviceUnavailable,
                message: "The server is shutting down; what was processed so far is kept.")
        }
    }

    /// The configured folder, whatever the collection was made from: a changed setting is intentional.
    private func directory(of collection: OpenCollection?) -> String {
        configuration.directory ?? collection?.record.directory
            ?? ProductCatalogueConfiguration.defaultDirectory
    }

    private static func message(_ report: SyncReport, processed: Int) -> String {
        if processed == 0, report.failed == 0 {
            return report.removed == 0 ? "No new images to process" : "Removed \(report.removed) images"
        }
        let failures = report.failed > 0 ? ", \(report.failed) could not be read" : ""
        let cuts = report.marked > 0 ? ", \(report.marked) of them cut short" : ""
        return "Successfully processed \(processed) new images\(cuts)\(failures)"
    }

    private var status: Route {
        Route(
            .get, "/api/v1/preprocess/status", "Preprocessing status",
            answers: [.json(PreprocessStatus.self, "What the next run would find.")]
        ) { _ in
            let collection = try await products.existing()
            let directory = directory(of: collection)
            let found = try await engine.compare(directory: directory, with: collection)
            var lastUpdate: Date?
            if let collection { lastUpdate = await engine.lastUpdate(of: collection) }
            return JSONResponse.make(
                PreprocessStatus(
                    totalImages: found.total, processedImages: found.processed, pendingImages: found.pending,
                    removedImages: found.missing, featureFileExists: collection != nil,
                    metadataFileExists: collection != nil,
                    lastUpdate: lastUpdate.map(Self.timestamp) ?? "Never"))
        }
    }

    /// In the system's format: local time without offset, which Python before 3.11 can read.
    private static func timestamp(_ date: Date) -> String {
        let parts = Calendar(identifier: .gregorian).dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: date)
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0,
            parts.hour ?? 0,
            parts.minute ?? 0, parts.second ?? 0)
    }

    private var findSimilar: Route {
        Route(
            .post, "/api/v1/find-similar", "Find similar products", parameters: [Self.threshold, Self.topK],
            body: .form(fields: [], files: [FormFile(name: "file")]),
            answers: [
                .json(SimilarityAnswer.self, "The matches, best first."),
                .error(400, "The file is not an image that can be read."),
                .error(413, "The file is too large."), .error(503, "Nothing is indexed, or too much work."),
            ]
        ) { request in
            let clock = ContinuousClock()
            let begin = clock.now
            let file = try await request.upload("file")
            let search = try await self.search(request)
            return JSONResponse.make(try await search.answer(file.bytes, engine, since: begin)).naming(
                model: search.collection.record.model)
        }
    }

    /// What a search of the products needs beside the image.
    ///
    /// - Throws: ``APIError`` 503 where nothing is indexed.
    func search(_ request: RouteRequest) async throws -> ProductSearch {
        guard let collection = try await products.existing(), collection.count > 0 else {
            throw Self.notInitialised
        }
        let asked = try request.optional(Self.threshold)
        let threshold =
            if let asked { asked } else {
                await products.threshold(
                    of: collection.record.model, chosenFor: Self.contractModel, Self.contractThreshold)
            }
        return ProductSearch(
            collection: collection, topK: try request.value(Self.topK), threshold: threshold)
    }

    private var health: Route {
        Route(.get, "/health", "Health check", answers: [.json(ProductHealth.self, "Whether it can serve.")])
        { _ in
            let (collection, problem) = await products.state()
            let model = await products.servingModel(of: collection)
            let isLoaded = await isUsable(model)
            let total = collection?.count ?? 0
            let problems = engine.problems.all.map(\.detail)
            return JSONResponse.make(
                ProductHealth(
                    status: isLoaded && problem == nil ? "healthy" : "degraded", modelLoaded: isLoaded,
                    featuresLoaded: total > 0, totalProducts: total, model: model,
                    problem: problem.map { APIError($0).message },
                    problems: problems.isEmpty ? nil : problems)
            ).naming(model: model)
        }
    }

    /// Loads the model unless it is loaded.
    private func isUsable(_ model: String?) async -> Bool {
        guard let model else { return false }
        return (try? await engine.embedder.model(named: model)) != nil
    }

    private var statistics: Route {
        Route.sharing(
            "/stats", "Statistics of the products",
            answers: [.json(ProductStatistics.self, "The figures."), .error(503, "Nothing is indexed.")]
        ) { _ in
            let (collection, problem) = await products.state()
            let total = collection?.count ?? 0
            let dimension = collection?.record.dimension ?? 0
            return try SharedMembers(
                ProductStatistics(
                    totalProducts: total, featureDimension: dimension,
                    memoryUsageMegabytes: Self.megabytes(total * dimension * MemoryLayout<Float>.size),
                    featureFileSizeMegabytes: Self.megabytes(collection?.vectorBytes ?? 0),
                    model: await products.servingModel(of: collection)),
                problem: total > 0 ? nil : problem.map { APIError($0) } ?? Self.notInitialised)
        }
    }

    /// To two decimals.
    private static func megabytes(_ bytes: Int) -> Double {
        (Double(bytes) / Double(1 << 20) * 100).rounded() / 100
    }
}

extension PreprocessAnswer {
    /// Nothing was done.
    fileprivate init(_ refusal: RemovalRefusal) {
        self.init(
            success: false, totalImages: refusal.total, newImages: 0, removedImages: 0, failedImages: 0,
            processingTime: 0, message: "\(refusal)")
    }
}

/// Settings of the product catalogue interface.
public struct ProductCatalogueConfiguration: Sendable {
    /// The collection that the interface serves; it is created when it is first needed.
    public var collection = "products"
    /// The folder of product images, overriding the one that the collection was made from; nil takes that one, and
    /// ``defaultDirectory`` for a new collection.
    public var directory: String?
    /// Nil takes ``contractModel`` if it is installed, else the default.
    public var model: String?

    /// The model of the system's vectors.
    public static let contractModel = "mobilenet-v1"

    /// The folder of product images of the system, below the working directory.
    public static let defaultDirectory = "product_images"

    /// The defaults.
    public init() {}
}
