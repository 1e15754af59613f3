internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeMultipart
internal import LookalikeOpenAPI
internal import LookalikePictures

/// The third of the five systems: images in categories, searched by way of the categories' prototypes.
struct GallerySurface: Surface {
    let engine: Engine
    let configuration: GalleryConfiguration
    let gallery: ServedCollection
    let tag = "Prototype gallery"
    let tagDescription =
        "The interface of the prototype gallery: images in categories, searched in the nearest ones."
    let audience = RouteAudience.contract

    init(engine: Engine, configuration: GalleryConfiguration) {
        self.engine = engine
        self.configuration = configuration
        gallery = ServedCollection(
            engine, name: configuration.collection, model: configuration.model,
            indexKind: configuration.indexKind)
    }

    var routes: [Route] {
        [upload, search, searchPrototypes] + imageRoutes + adminRoutes
    }

    static let category = QueryParameter<Int>(
        "category_id", description: "The image's category; that of the nearest prototype where left out.")

    static let notAnImage = APIError(status: .badRequest, message: "File must be an image")

    /// The gallery's clients know 400 for a file that is too large.
    func response(to error: APIError) -> Response {
        guard error.status == .contentTooLarge else { return error.detailResponse }
        return APIError(status: .badRequest, message: "File too large").detailResponse
    }

    private var upload: Route {
        Route(
            .post, "/upload", "Add an image",
            description:
                "An image that is there already is not stored again: the answer is the one that is there.",
            parameters: [Self.category],
            body: .form(fields: [], files: [FormFile(name: "file")]),
            answers: [
                .json(GalleryUpload.self, "The image was added, or was there."), Self.badFile,
                .error(404, "No such category."), .error(507, "The disk is full."),
            ]
        ) { request in
            let file = try await file(of: request)
            let asked = try request.optional(Self.category).map { CategoryChoice.id(Int64($0)) }
            let collection = try await gallery.made()
            var image = IncomingImage(
                bytes: file.bytes, name: file.header.filename.flatMap { $0.isEmpty ? nil : $0 })
            image.category = asked ?? .nearest
            image.copies = .answerExisting
            image.externalID = try await engine.newNumber(in: collection)
            let outcome = try await Self.readingImage { try await engine.put(image, in: collection) }
            return JSONResponse.make(
                GalleryUpload(
                    message: outcome.isCopy
                        ? "This image is a copy of one that is there"
                        : outcome.image.sentence("Image uploaded successfully"),
                    imageID: outcome.image.number, isCopy: outcome.isCopy,
                    processing: GalleryUpload.Processing(
                        vectorID: outcome.image.recordID, predictedCategory: outcome.image.category,
                        embeddingDimension: collection.record.dimension, addedToIndex: !outcome.isCopy))
            ).naming(model: collection.record.model)
        }
    }

    static let badFile = RouteAnswer.error(400, "The file is not an image that can be read, or too large.")

    func file(of request: RouteRequest) async throws -> MultipartForm.File {
        try await request.upload("file", imageBytes: configuration.maximumUploadBytes)
    }

    /// Says of a file that is no image at all what the gallery's clients know.
    static func readingImage<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as PictureError {
            switch error {
            case .empty, .unsupportedFormat: throw notAnImage
            default: throw error
            }
        }
    }

    /// Names of the categories by their ids.
    func names(in collection: OpenCollection) -> [Int64: String] {
        Dictionary(
            engine.categories(in: collection).map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
    }
}
