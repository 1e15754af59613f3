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
}
