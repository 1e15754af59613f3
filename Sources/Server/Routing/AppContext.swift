internal import Hummingbird
internal import Logging
internal import NIOCore

/// The context of a request.
struct AppContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Adds the request's id to every line.
    var logger: Logger

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        logger = source.logger
    }

    /// The route's path with the names of its parameters, so that there are few; `unmatched` without a route.
    var route: String { endpointPath.flatMap { $0 == "NotFound" ? nil : $0 } ?? "unmatched" }
}
