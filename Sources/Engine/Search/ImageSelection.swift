internal import LookalikeJSON
internal import LookalikeVectors

/// Which images of a view are searched. A filter goes to the vector store as it is, or as the ids of the images that
/// satisfy it, whichever the store can use: this is decided here alone.
enum ImageSelection: Sendable {
    case all
    case ids(IDSet)
    case labels(LabelFilter, any LabelView)

    /// The images that satisfy a filter; nil for all.
    ///
    /// - Parameter ids: gives their record ids; called only if the store needs them.
    init(
        matching filter: AttributeFilter?, in view: any VectorView,
        ids: (AttributeFilter) async throws -> [Int64]
    ) async throws {
        guard let filter else {
            self = .all
            return
        }
        if let labels = view.labels {
            self = .labels(LabelFilter(attributes: filter), labels)
        } else {
            self = .ids(IDSet(try await ids(filter)))
        }
    }

    /// Those that are of some categories too. What was narrowed to categories before may be narrowed to some of them.
    ///
    /// - Parameter ids: gives the record ids of the categories' images, ascending; called only if the store needs them.
    func narrowed(
        to categories: [Int64], in view: any VectorView, ids: () async throws -> [Int64]
    ) async throws -> ImageSelection {
        switch self {
        case .all:
            if let labels = view.labels {
                return .labels(LabelFilter(categories: Set(categories)), labels)
            }
            return .ids(IDSet(try await ids()))
        case .ids(let selected):
            return .ids(IDSet(Self.intersection(selected.sorted, try await ids())))
        case .labels(var filter, let labels):
            filter.categories = Set(categories)
            return .labels(filter, labels)
        }
    }

    /// The nearest of them, for each query.
    ///
    /// - Parameter view: the one that they were selected in.
    func search(
        _ queries: [Float], _ request: SearchRequest, in view: any VectorView
    ) async throws -> [[Neighbour]] {
        switch self {
        case .all: return try await view.search(queries, request)
        case .ids(let ids):
            var request = request
            request.allowed = ids
            return try await view.search(queries, request)
        case .labels(let filter, let labels):
            return try await labels.search(queries, request, where: filter)
        }
    }

    /// The nearest of them to any of some vectors, each once, with the highest of its scores.
    ///
    /// - Parameters:
    ///   - vectors: at least one.
    ///   - view: the one that they were selected in.
    func nearest(
        _ vectors: [[Float]], _ request: SearchRequest, in view: any VectorView
    ) async throws -> [Neighbour] {
        let found = try await search(vectors.flatMap { $0 }, request, in: view)
        if found.count == 1 { return found[0] }
        var best: [Int64: Float] = [:]
        for neighbour in found.joined() {
            best[neighbour.id] = max(best[neighbour.id] ?? -.infinity, neighbour.score)
        }
        let sorted = best.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        return sorted.prefix(request.k).map { Neighbour(id: $0.key, score: $0.value) }
    }

    /// How many there are, excluded ones left out.
    ///
    /// - Parameter view: the one that they were selected in.
    func count(excluding excluded: IDSet = [], in view: any VectorView) async throws -> Int {
        switch self {
        case .all:
            let hidden = excluded.isEmpty ? 0 : try await view.vectors(of: excluded.sorted).count
            return view.count - hidden
        case .ids(let ids): return ids.count - excluded.sorted.count { ids.contains($0) }
        case .labels(let filter, let labels):
            return try await labels.count(where: filter, excluding: excluded)
        }
    }

    /// Of two lists that ascend.
    private static func intersection(_ a: [Int64], _ b: [Int64]) -> [Int64] {
        var common: [Int64] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] { common.append(a[i]) }
            if a[i] <= b[j] { i += 1 } else { j += 1 }
        }
        return common
    }
}
