/// Whose pages may use a route in a browser, besides those of configured origins. Programs may use every route.
enum RouteAudience: String, Sendable {
    /// The clients of one of the five systems, whose pages lie on other ports: those of loopback origins too.
    case contract
    /// Whoever looks after the server: its own pages only.
    case native
}
