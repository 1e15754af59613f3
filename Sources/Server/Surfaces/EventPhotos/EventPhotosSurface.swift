internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI

/// The event photos interface: programs add and search vectors of photos, by event.
struct EventPhotosSurface: Surface {
    let engine: Engine
    let photos: ServedCollection
    let tag = "Event photos"
    let tagDescription = "The interface of the event photos: vectors of photos, searched within an event."
    let audience = RouteAudience.contract

    init(engine: Engine, configuration: EventPhotosConfiguration) {
        self.engine = engine
        photos = ServedCollection(
            engine, name: configuration.collection, model: configuration.model,
            dimension: EventPhotosConfiguration.contractDimension)
    }

    var routes: [Route] { [root, addImage, search, extractFeatures, statistics] + photoRoutes }

    private var root: Route {
        Route(
            .get, "/", "The state",
            description:
                "A browser gets the page; a client that does not accept HTML gets the state as JSON.",
            answers: [.json(EventPhotosState.self, "The state.")]
        ) { _ in
            let collection = try await photos.existing()
            return JSONResponse.make(
                EventPhotosState(status: "ready", totalVectors: collection?.count ?? 0),
                headers: [.vary: "Accept"]
            ).naming(model: await photos.servingModel(of: collection))
        }.shared(.otherwise)
    }

    private var addImage: Route {
        Route(
            .post, "/add_image", "Add a photo by its vector",
            description: "It is on the disk, and can be found, once this is answered.",
            body: .json(NewEventPhoto.self),
            answers: [
                .json(EventPhotoAdded.self, "The photo was added."),
                .error(400, "The vector has not as many numbers as the others."),
                .error(507, "The disk is full."),
            ]
        ) { request in
            let photo = try await request.json(NewEventPhoto.self, dimension: try await dimension)
            let image = try photo.image()
            let collection = try await photos.made()
            let added = try await add(image, to: collection)
            return JSONResponse.make(
                EventPhotoAdded(id: added.number, faissIndex: added.recordID, message: "success")
            ).naming(model: collection.record.model)
        }
    }

    private func add(_ image: IncomingImage, to collection: OpenCollection) async throws -> ImageRecord {
        var image = image
        image.externalID = try await engine.newNumber(in: collection)
        return try await engine.put(image, in: collection).image
    }

    /// The dimension; if no model is installed at all, that of the contract.
    private var dimension: Int {
        get async throws {
            await photos.servingDimension(of: try await photos.existing())
                ?? EventPhotosConfiguration.contractDimension
        }
    }

    private var search: Route {
        Route(
            .post, "/search", "Search photos by a vector", body: .json(EventPhotoSearch.self),
            answers: [
                .json([EventPhotoMatch].self, "The photos most like it, best first."),
                .error(400, "The vector has not as many numbers as those of the photos."),
            ]
        ) { request in
            let dimension = try await dimension
            let order = try await request.json(EventPhotoSearch.self, dimension: dimension)
            let options = try order.options()
            guard let collection = try await photos.existing() else {
                try Self.check(order.vector, dimension)
                return JSONResponse.make([EventPhotoMatch]()).naming(
                    model: await photos.servingModel(of: nil))
            }
            let answer = try await engine.search(collection, for: .vector(order.vector), options: options)
            return JSONResponse.make(answer.matches.map(EventPhotoMatch.init)).naming(
                model: collection.record.model)
        }.shared(.otherwise)
    }

    /// The same check as the engine's, for when there is nothing to search yet.
    private static func check(_ vector: [Float], _ dimension: Int) throws(EngineError) {
        guard vector.count == dimension else {
            throw .invalidVector("it has \(vector.count) numbers, those of the collection have \(dimension)")
        }
    }

    private var extractFeatures: Route {
        Route(
            .post, "/extract_features", "Make the vector of an image",
            description: "The form has one file, under any name.",
            body: .form(fields: [], files: [FormFile(name: "file")]),
            answers: [
                .json(ExtractedFeatures.self, "The vector."),
                .error(400, "The file is not an image that can be read."),
                .error(409, "The photos' collection was made without a model."),
                .error(413, "The file is too large."),
                .error(503, "The model is not installed, or too much work."),
            ]
        ) { request in
            let begin = ContinuousClock.now
            let file = try await Self.anyFile(request)
            let collection = try await photos.made()
            let result = try await engine.features(of: file.bytes, in: collection)
            return JSONResponse.make(
                ExtractedFeatures(
                    vector: result.vector, processingTime: (ContinuousClock.now - begin).seconds)
            ).naming(model: collection.record.model)
        }
    }

    /// Clients use different names for it.
    private static func anyFile(_ request: RouteRequest) async throws -> MultipartForm.File {
        let form: MultipartForm
        do {
            form = try await request.form()
        } catch MultipartError.notMultipart {
            throw ValidationIssues.missing("file")
        }
        if let file = form.files.first { return file }
        return try form.requiredFile("file")
    }

    private static let nothingIndexed = APIError(
        status: .serviceUnavailable, message: "Nothing is indexed yet: add images first.")

    private var statistics: Route {
        Route.sharing(
            "/stats", "Statistics of the event photos",
            answers: [
                .json(EventPhotoStatistics.self, "The figures."), .error(503, "Nothing is indexed."),
            ]
        ) { _ in
            let (collection, problem) = await photos.state()
            let total = collection?.count ?? 0
            let model = await photos.servingModel(of: collection)
            let isInstalled = await photos.isInstalled(model)
            let images = try await engine.counts(in: collection).ready
            let megabytes = Double(collection?.vectorBytes ?? 0) / Double(1 << 20)
            return try SharedMembers(
                EventPhotoStatistics(
                    totalVectors: total,
                    totalImages: images,
                    indexMegabytes: (megabytes * 100).rounded() / 100, model: model,
                    isModelInstalled: isInstalled),
                problem: total > 0 ? nil : problem.map { APIError($0) } ?? Self.nothingIndexed)
        }
    }
}
