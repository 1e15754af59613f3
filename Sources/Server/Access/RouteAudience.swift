/// Which pages may use a route in a browser, besides the server's own and those of configured origins. Programs may
/// use every route.
enum RouteAudience: String, Sendable {
    /// For clients of the five systems, whose pages are on other ports: pages of loopback origins may use it too.
    case contract
    /// For administrators: only the server's own pages may use it.
    case native
}
