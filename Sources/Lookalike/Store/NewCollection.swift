internal import LookalikeEngine
internal import LookalikeVectors

/// What a new collection is like.
public struct NewCollection: Sendable {
    /// What makes a collection's vectors; it never changes while there are some.
    public enum Model: Sendable, Equatable {
        /// That of ``StoreOptions/defaultModel``.
        case byDefault
        /// An installed model; see ``Store/models()``.
        case named(String)
        /// None: vectors are brought along, each of so many numbers (1 to 65,536).
        case none(dimension: Int)
    }

    /// How two vectors are compared. Scores are such that higher means more alike.
    public enum Metric: Sendable, Equatable {
        /// ⟨a, b⟩ / (‖a‖ ‖b‖), between −1 and 1: 1 for the same image. A vector of zeros scores 0 with all.
        case cosine
        /// ⟨a, b⟩
        case innerProduct
        /// −‖a − b‖²: 0 for equal vectors, negative otherwise.
        case l2
    }

    /// How neighbours are found. Scores are exact with each; only ``graph`` and ``invertedLists`` may miss some.
    public enum Index: Sendable, Equatable {
        /// Exact while that is quick, the graph for very many vectors.
        case automatic
        /// Compares with all vectors.
        case exact
        /// HNSW.
        case graph
        /// IVF.
        case invertedLists
    }

    /// What makes the vectors; fixed for good.
    public var model: Model
    /// How vectors are compared; fixed for good.
    public var metric: Metric
    /// How the nearest vectors are found.
    public var index: Index

    /// By default: the store's default model, the cosine, the index that fits.
    public init(model: Model = .byDefault, metric: Metric = .cosine, index: Index = .automatic) {
        self.model = model
        self.metric = metric
        self.index = index
    }
}

extension NewCollection {
    var options: CollectionOptions {
        var options = CollectionOptions()
        options.metric = .init(metric)
        switch model {
        case .byDefault: options.model = .byDefault
        case .named(let name): options.model = .named(name)
        case .none(let dimension): (options.model, options.dimension) = (.none, dimension)
        }
        options.indexKind =
            switch index {
            case .automatic: .auto
            case .exact: .flat
            case .graph: .hnsw
            case .invertedLists: .ivfflat
            }
        return options
    }
}

extension Metric {
    fileprivate init(_ metric: NewCollection.Metric) {
        self =
            switch metric {
            case .cosine: .cosine
            case .innerProduct: .innerProduct
            case .l2: .l2
            }
    }

    /// As the library's users have it.
    var published: NewCollection.Metric {
        switch self {
        case .cosine: .cosine
        case .innerProduct: .innerProduct
        case .l2: .l2
        }
    }
}
