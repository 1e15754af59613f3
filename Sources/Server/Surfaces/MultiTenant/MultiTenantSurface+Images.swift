internal import HTTPTypes
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI
internal import LookalikePictures

extension MultiTenantSurface {
    private static let path = QueryParameter<String>.required(
        "path", description: "The image's `fullPath`, as a search gives it.")
    private static let size = QueryParameter<Int>(
        "size", default: 256, in: 16...1024, description: "Pixels of the longer side.")
    private static let failures: [RouteAnswer] = [
        .json(CompanyFailure.self, "There is no such company.", status: 400),
        .json(
            CompanyFailure.self, "It has no such image, or its images are not on this machine.",
            status: 404),
        .json(CompanyFailure.self, "The company's files can't be read.", status: 503),
    ]

    var content: Route {
        Route(
            .get, "/api/companies/{company}/content", "Get a company's image",
            description: "Where the company's files say which folder of this machine its images are in.",
            parameters: [Self.company, Self.path],
            answers: [.bytes("image/*", "The bytes, with their true type.")] + Self.failures
        ) { request in
            try await answer(request) { image in
                try await ImageResponse.make(
                    request, tag: image.hash, mediaType: image.format.mediaType
                ) {
                    image.bytes
                }
            }
        }
    }

    var thumbnail: Route {
        Route(
            .get, "/api/companies/{company}/thumbnail", "Get a small JPEG of a company's image",
            parameters: [Self.company, Self.path, Self.size],
            answers: [.bytes("image/jpeg", "The thumbnail.")] + Self.failures
        ) { request in
            let size = try request.value(Self.size)
            return try await answer(request) { image in
                try await ImageResponse.make(
                    request, tag: "\(image.hash)-\(size)", mediaType: "image/jpeg"
                ) {
                    try await engine.thumbnails.thumbnail(hash: image.hash, size: size) { image.bytes }
                }
            }
        }
    }

    private func answer(
        _ request: RouteRequest, _ body: (CompanyImage) async throws -> Response
    ) async throws -> Response {
        let (company, path) = (try request.value(Self.company), try request.value(Self.path))
        do {
            let image = try await Self.known(company) { try await companies.image(path, of: company) }
            return try await body(image)
        } catch EngineError.unknownImage, EngineError.contentMissing {
            return Self.missing("There is no image '\(path)' of the company '\(company)' on this machine.")
        } catch is PictureError {
            return Self.missing("The image '\(path)' of the company '\(company)' can't be read.")
        }
    }

    /// Other routes of the system answer 400 for missing things; for images in a browser it is 404.
    private static func missing(_ sentence: String) -> Response {
        JSONResponse.make(CompanyFailure(success: false, error: sentence), status: .notFound)
    }
}
