/// A collection's kind of index and its knobs; what is nil is chosen by measurement or by a stated rule.
public struct IndexSettings: Codable, Sendable, Equatable {
    /// The kind of index.
    public var kind: IndexKind
    /// Of a graph: links of a node on the upper levels, half of those on the lowest.
    public var m: Int?
    /// Of a graph: candidates kept while a node looks for its neighbours.
    public var efConstruction: Int?
    /// Of a graph: candidates kept during a search.
    public var efSearch: Int?
    /// Of inverted lists: their number.
    public var lists: Int?
    /// Of inverted lists: how many a search looks into.
    public var nprobe: Int?
    /// Of `auto`: what an exact scan may take, in milliseconds.
    public var latency: Double?

    /// Milliseconds of an exact scan, above which `auto` builds a graph.
    public static let defaultLatency = 10.0

    /// By default, an index that fits the number of vectors.
    public init(
        kind: IndexKind = .auto, m: Int? = nil, efConstruction: Int? = nil, efSearch: Int? = nil,
        lists: Int? = nil, nprobe: Int? = nil, latency: Double? = nil
    ) {
        self.kind = kind
        self.m = m
        self.efConstruction = efConstruction
        self.efSearch = efSearch
        self.lists = lists
        self.nprobe = nprobe
        self.latency = latency
    }

    enum CodingKeys: String, CodingKey {
        case kind, m, lists, nprobe
        case efConstruction = "ef_construction"
        case efSearch = "ef_search"
        case latency = "latency_ms"
    }

    /// What is wrong with a knob, as a sentence; nil where nothing is.
    public var problem: String? {
        func outside(_ value: Int?, _ range: ClosedRange<Int>, _ name: String) -> String? {
            guard let value, !range.contains(value) else { return nil }
            return "\(name) is \(value), which is not within \(range.lowerBound) and \(range.upperBound)."
        }
        if let latency, !(latency > 0 && latency <= 60_000) {
            return "latency_ms is \(latency), which is not within 0 and 60000."
        }
        return outside(m, 4...96, "m") ?? outside(efConstruction, 8...4_000, "ef_construction")
            ?? outside(efSearch, 1...100_000, "ef_search") ?? outside(lists, 1...1_000_000, "lists")
            ?? outside(nprobe, 1...1_000_000, "nprobe")
    }
}

extension IndexSettings {
    var graph: GraphParameters {
        var parameters = GraphParameters()
        if let m { parameters.m = m }
        if let efConstruction { parameters.efConstruction = efConstruction }
        parameters.efSearch = efSearch
        return parameters
    }

    /// Whether a graph has the parameters that are asked for.
    func fits(_ parameters: GraphParameters) -> Bool {
        (m ?? parameters.m) == parameters.m
            && (efConstruction ?? parameters.efConstruction) == parameters.efConstruction
    }

    var inverted: ListParameters { ListParameters(lists: lists, probes: nprobe) }
}
