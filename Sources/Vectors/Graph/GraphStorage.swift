internal import CLookalikeVectorKernels

/// The memory of a graph of up to `capacity` rows, and the codes that go with it. Whoever has a storage can follow
/// every link in it, also those that are added later: no node is outside of it.
struct GraphStorage: Sendable {
    /// The lowest first.
    let layers: [GraphLayer]
    let coded: CodedRows
    let dimension: Int
    let metric: Metric
    /// Φ below.
    let longest: Float

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
    ///
    /// What the codes stand for is brought to the row's own length. Otherwise, among rows that are nearer to each other than
    /// their codes are exact, those that the codes make longest would be the nearest to all, and the others to none.
    func terms(ofRow row: Int) -> lkv_graph_terms? {
        let stored = coded.terms(ofRow: row)
        guard stored.error < .infinity else { return nil }
        let codes = coded.codes(ofRow: row)
        let (scale, offset) = (Double(stored.scale), Double(stored.offset))
        let count = Double(lkv_code_sum(codes, dimension))
        let squares = Double(lkv_code_squares(codes, dimension))
        let square =
            scale * scale * squares + 2 * scale * offset * count + Double(dimension) * offset * offset
        let length = metric == .cosine ? 1 : Double(stored.norm)
        let factor = square > 0 ? length / square.squareRoot() : 0
        var terms = lkv_graph_terms(
            scale: Float(factor * scale), offset: Float(factor * offset), extra: 0,
            sum: Float(factor * (scale * count + Double(dimension) * offset)))
        switch metric {
        case .l2: terms.extra = -stored.norm * stored.norm / 2
        case .innerProduct:
            terms.extra =
                Self.lengthening * max(0, longest * longest - stored.norm * stored.norm).squareRoot()
        case .cosine: break
        }
        return terms
    }

    /// The affinity of a node to itself. That of two nodes is half the sum of theirs, less half the square of their
    /// distance.
    func selfAffinity(_ node: UInt32, layer: Int) -> Float {
        let terms = layers[layer].terms[Int(node)]
        switch metric {
        case .cosine: return terms.scale == 0 && terms.offset == 0 ? 0 : 1
        case .l2: return 0
        case .innerProduct:
            let lengthening = terms.extra / Self.lengthening
            return longest * longest - lengthening * lengthening + terms.extra * terms.extra
        }
    }

    /// Half the square of a distance that is as good as none at a node, for the roundings of affinities.
    func resolution(at node: UInt32, layer: Int) -> Float {
        let terms = layers[layer].terms[Int(node)]
        return 1e-6 * (metric == .l2 ? -2 * terms.extra : selfAffinity(node, layer: layer))
    }
}
