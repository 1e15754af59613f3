internal import HTTPTypes
internal import Hummingbird

/// The methods, interfaces and audiences of each path. Distinguishes a wrong method (405) from a wrong path (404).
struct RouteDirectory: Sendable {
    private struct Entry {
        let path: String
        /// Nil matches any text.
        let segments: [Substring?]
        let operations: [HTTPRequest.Method: SharedOperation]

        /// The operation of a method; HEAD uses that of GET.
        subscript(method: HTTPRequest.Method) -> SharedOperation? {
            operations[method == .head ? .get : method]
        }
    }

    private var entries: [Entry] = []

    init(_ operations: [SharedOperation]) {
        for (path, operations) in Dictionary(grouping: operations, by: \.first.route.path) {
            let segments = path.split(separator: "/").map { $0.hasPrefix("{") ? nil : $0 }
            entries.append(
                Entry(
                    path: path, segments: segments,
                    operations: Dictionary(
                        operations.map { ($0.first.route.method, $0) },
                        uniquingKeysWith: { first, _ in first })))
        }
    }

    /// The methods of a path for an `Allow` header; nil if there is no such path.
    func allowed(_ path: String) -> String? {
        var methods = Set(entries(at: path).flatMap(\.operations.keys))
        if methods.isEmpty { return nil }
        if methods.contains(.get) { methods.insert(.head) }
        return methods.map(\.rawValue).sorted().joined(separator: ", ")
    }

    /// The interface whose error format a request's errors have; nil if there is no such path.
    ///
    /// - Parameter route: the path of the matching route, if known.
    func surface(of request: Request, route: String? = nil) -> (any Surface)? {
        let found = entries(for: request, route)
        if let operation = found.lazy.compactMap({ $0[request.method] }).first {
            return operation.choice(for: request).surface
        }
        // That of the first method, so that the result is always the same.
        return found.first?.operations.min { $0.key.rawValue < $1.key.rawValue }?.value.first.surface
    }

    /// Who the route of a request is for. Without a route there is nothing to protect.
    ///
    /// - Parameter route: the path of the matching route, if known.
    func audience(of request: Request, route: String? = nil) -> RouteAudience {
        let choices = entries(for: request, route).flatMap { entry in
            entry[request.method].map { [$0.choice(for: request)] }
                ?? entry.operations.values.flatMap(\.choices)
        }
        return choices.contains { $0.audience == .native } ? .native : .contract
    }

    /// Who the routes of a method and path are for, when the request itself is not known yet.
    func audience(of method: HTTPRequest.Method, _ path: String) -> RouteAudience {
        let choices = entries(at: path).compactMap { $0[method] }.flatMap(\.choices)
        return choices.isEmpty || choices.contains { $0.audience == .contract } ? .contract : .native
    }

    private func entries(for request: Request, _ route: String?) -> [Entry] {
        if let route, let entry = entries.first(where: { $0.path == route }) { return [entry] }
        return entries(at: request.uri.path)
    }

    private func entries(at path: String) -> [Entry] {
        let segments = path.split(separator: "/")
        return entries.filter { entry in
            entry.segments.count == segments.count
                && zip(entry.segments, segments).allSatisfy { $0 == nil || $0 == $1 }
        }
    }
}
