internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// The million-scale interface: images in base64, indexed and searched by many clients at once, with batches, a cache
/// and probes for a load balancer.
struct MillionScaleSurface: Surface {
    let engine: Engine
    let configuration: MillionScaleConfiguration
    let tag = "Million scale"
    let tagDescription =
        "The interface of the million-scale search engine: index, search, batches and probes."
    let audience = RouteAudience.contract

    var routes: [Route] { [search, index, remove] + batchRoutes + [statistics, health, ready] }

    /// The model that the system's threshold of 0.7 was chosen for.
    static let contractModel = "clip-vit-b-32"
    static let contractThreshold = 0.7

    func response(to error: APIError) -> Response {
        // Invalid fields are reported in FastAPI's format.
        if error.issues != nil { return error.detailResponse }
        return JSONResponse.make(
            ScaleError(error: "HTTP_ERROR", message: error.message, statusCode: error.status.code),
            status: error.status, headers: error.headers)
    }

    var images: ServedCollection {
        ServedCollection(
            engine, name: configuration.collection, model: configuration.model ?? Self.contractModel)
    }

    static func error(_ status: Int, _ description: String) -> RouteAnswer {
        .json(ScaleError.self, description, status: status)
    }

    /// Errors of all routes that take images.
    static let imageErrors = [
        error(400, "The image can't be read."), error(408, "The upload came too slowly."),
        error(413, "The image is too large."), error(503, "Too much work, or the model is not installed."),
        error(507, "The disk is full."),
    ]
}

/// Settings of the million-scale interface.
public struct MillionScaleConfiguration: Sendable {
    /// The collection that the interface serves; it is created when it is first needed.
    public var collection = "image_features"
    /// Nil takes the model of the system's contract if it is installed, else the default.
    public var model: String?

    /// The defaults.
    public init() {}
}
