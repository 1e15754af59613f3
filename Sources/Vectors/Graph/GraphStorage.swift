internal import CVectorKernels

/// The memory of a graph of up to `capacity` rows, and the codes that go with it. Whoever has a storage can follow
/// every link in it, also those that are added later: no node is outside of it.
struct GraphStorage: Sendable {
    /// The lowest first.
    let layers: [GraphLayer]
    let coded: CodedRows
    let dimension: Int
    let metric: Metric

    var capacity: Int { layers[0].capacity }
    var queryLength: Int { coded.layout.queryLength }

    /// For the kernels; valid within `withExtendedLifetime` of this.
    func table(_ layer: Int) -> lkv_graph_layer { layers[layer].table }

    func codes(of node: UInt32, layer: Int) -> UnsafePointer<UInt8> {
        UnsafePointer(layers[layer].codes(of: node))
    }

    /// The part of a node as a query, and its signed codes.
    func query(
        of node: UInt32, layer: Int, codes signed: UnsafeMutablePointer<Int8>
    ) -> lkv_graph_query {
        let terms = layers[layer].terms + Int(node)
        var query = lkv_graph_query_of(
            codes(of: node, layer: layer), terms, dimension, queryLength, signed)
        switch metric {
        case .l2: (query.extra, query.constant) = (1, terms.pointee.extra)
        case .cosine, .innerProduct: query.extra = terms.pointee.extra
        }
        return query
    }

    /// β below.
    private static let lengthening: Float = 0.5

    /// The terms of a row; nil where its codes say nothing about it.
    ///
    /// Affinities are symmetric, and the higher the nearer: the cosine; for L2 ⟨x, y⟩ − ‖x‖²/2 − ‖y‖²/2 = −d²/2. For
    /// inner products the vectors get one more coordinate β √(Φ² − ‖x‖²); a query's is 0. With β = 1 all are as long as
    /// the longest, so that what is near has a high inner product (Bachrach et al., "Speeding up the Xbox recommender
    /// system using a Euclidean transformation for inner-product spaces", 2014), but they are so much alike that few
    /// links lead anywhere; with β = 0 all links lead to the longest. On Gaussian vectors of very different lengths an
    /// efSearch of 50 found 0.44 of the nearest ten with β = 1, 0.94 with 0.7, 0.98 with 0.4, 0.2 and 0.
    func terms(ofRow row: Int, longest: Float) -> lkv_graph_terms? {
        let stored = coded.terms(ofRow: row)
        guard stored.error < .infinity else { return nil }
        let count = Double(lkv_code_sum(coded.codes(ofRow: row), dimension))
        let sum = Float(Double(stored.scale) * count + Double(dimension) * Double(stored.offset))
        var terms = lkv_graph_terms(scale: stored.scale, offset: stored.offset, extra: 0, sum: sum)
        switch metric {
        case .l2: terms.extra = -stored.norm * stored.norm / 2
        case .innerProduct:
            terms.extra =
                Self.lengthening * max(0, longest * longest - stored.norm * stored.norm).squareRoot()
        case .cosine:
            let inverse = stored.norm > 0 ? 1 / stored.norm : 0
            terms.scale *= inverse
            terms.offset *= inverse
            terms.sum *= inverse
        }
        return terms
    }
}
