internal import HTTPTypes

/// Which methods a path has: what tells a wrong method (405) from a wrong path (404).
struct PathTable: Sendable {
    private struct Entry {
        /// Nil stands for any text.
        let segments: [Substring?]
        var methods: Set<HTTPRequest.Method>
    }

    private var entries: [Entry] = []

    /// - Parameter routes: paths as in OpenAPI, and methods.
    init(_ routes: [(path: String, method: HTTPRequest.Method)]) {
        for (path, methods) in Dictionary(grouping: routes, by: \.path) {
            let segments = path.split(separator: "/").map { $0.hasPrefix("{") ? nil : $0 }
            entries.append(Entry(segments: segments, methods: Set(methods.map(\.method))))
        }
    }

    /// The methods of a path for an `Allow` header; nil where there is no such path.
    func allowed(_ path: String) -> String? {
        let segments = path.split(separator: "/")
        var methods: Set<HTTPRequest.Method> = []
        for entry in entries where entry.segments.count == segments.count {
            if zip(entry.segments, segments).allSatisfy({ $0 == nil || $0 == $1 }) {
                methods.formUnion(entry.methods)
            }
        }
        if methods.isEmpty { return nil }
        if methods.contains(.get) { methods.insert(.head) }
        return methods.map(\.rawValue).sorted().joined(separator: ", ")
    }
}
