/// How a graph is built and searched (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search
/// using Hierarchical Navigable Small World graphs", 2018).
public struct GraphParameters: Sendable, Equatable {
    /// M: the links of a node on the upper layers; on the lowest there are up to twice as many.
    public var m: Int
    /// How many nodes a new one chooses its links from. More makes a better graph and takes longer.
    public var efConstruction: Int
    /// How many of the nearest a search keeps in mind; nil for what `Graph.tune` found, or 64 before that.
    public var efSearch: Int?
    /// Decides the layers of the nodes. A graph built by one thread is the same for the same seed.
    public var seed: UInt64

    /// Numbers outside the permitted ranges are set to the nearest permitted one.
    public init(m: Int = 16, efConstruction: Int = 200, efSearch: Int? = nil, seed: UInt64 = 1) {
        self.m = min(max(m, 4), 128)
        self.efConstruction = min(max(efConstruction, 8), 4096)
        self.efSearch = efSearch.map { min(max($0, 1), 1 << 20) }
        self.seed = seed
    }

    /// The links of a node on a layer, at most.
    func width(ofLayer layer: Int) -> Int { layer == 0 ? 2 * m : m }

    /// The highest layer that a row is on: exponentially distributed, so that each layer has a share of 1/M of the
    /// nodes below it.
    func layer(ofRow row: UInt32) -> Int {
        // SplitMix64's last steps, which make independent bits of consecutive numbers.
        var z = seed &+ (UInt64(row) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        var layer = 0
        var odds = UInt64.max / UInt64(m)
        while layer < Self.highestLayer, z < odds {
            layer += 1
            odds /= UInt64(m)
        }
        return layer
    }

    static let highestLayer = 12
}
