internal import Hummingbird
internal import Logging
internal import NIOCore

/// What travels with a request.
struct AppContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Has the request's id on every line.
    var logger: Logger

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        logger = source.logger
    }
}
