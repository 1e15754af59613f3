/// The first 4096 bytes of a graph file, all little-endian:
///
/// | bytes | |
/// |---|---|
/// | 0 ..< 8 | "LKLKGRF\0" |
/// | 8 ..< 12 | format version, 2 |
/// | 12 ..< 16 | dimension D |
/// | 16 ..< 32 | identity of the vector file whose rows the nodes are |
/// | 32 ..< 48 | metric (0 cosine, 1 inner product, 2 L2), M, efConstruction, Φ (float32) |
/// | 48 ..< 56 | seed |
/// | 56 ..< 64 | G: rows 0 ..< G are covered |
/// | 64 ..< 80 | entry: its layer and node; highest layer; efSearch that was found by tuning, or 0 |
/// | 80 ..< 120 | measured: recall (float64), its k, efSearch, queries and rows (UInt64 each); k is 0 where never |
/// | 120 ..< 128 | words of the set of rows outside |
/// | 128 ..< 232 | nodes on each of the layers 0 ... 12, UInt64 each; G on layer 0 |
/// | 232 ..< 240 | measured: the share of rows that find themselves (float64), NaN where never |
/// | 240 ..< 244 | how close rows are that share a node, half the square of the distance (float32) |
/// | 244 ..< 4092 | zeros |
/// | 4092 ..< 4096 | CRC-32C of the bytes before it |
struct GraphFileHeader: Equatable {
    static let version: UInt32 = 3
    static let size = 4096
    static let magic = Array("LKLKGRF\0".utf8)
    private static let metrics: [Metric] = [.cosine, .innerProduct, .l2]

    var dimension: Int
    var identity: VectorFile.Identity
    var metric: Metric
    var parameters: GraphParameters
    var longest: Float
    var closeness: Float
    var coveredRows: Int
    var entry: GraphEntry
    var tunedEffort: Int?
    var statistics: GraphStatistics?
    var outsideWords: Int
    /// Numbers of nodes; `coveredRows` on the lowest layer.
    var counts: [Int]

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.size)
        bytes.replaceSubrange(0..<8, with: Self.magic)
        bytes.replaceSubrange(16..<32, with: identity.bytes)
        bytes.withUnsafeMutableBytes { raw in
            func store(_ value: some FixedWidthInteger, _ offset: Int) {
                raw.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
            }
            store(Self.version, 8)
            store(UInt32(dimension), 12)
            store(UInt32(Self.metrics.firstIndex(of: metric)!), 32)
            store(UInt32(parameters.m), 36)
            store(UInt32(parameters.efConstruction), 40)
            store(longest.bitPattern, 44)
            store(parameters.seed, 48)
            store(UInt64(coveredRows), 56)
            store(UInt32(entry.layer), 64)
            store(entry.node, 68)
            store(UInt32(counts.count - 1), 72)
            store(UInt32(min(tunedEffort ?? 0, 1 << 20)), 76)
            if let statistics {
                store(statistics.recall.bitPattern, 80)
                for (i, value) in [
                    statistics.k, statistics.effort, statistics.queries, statistics.rows,
                ].enumerated() {
                    store(UInt64(value), 88 + 8 * i)
                }
            }
            store(UInt64(outsideWords), 120)
            store(closeness.bitPattern, 240)
            store((statistics?.selfRecall ?? .nan).bitPattern, 232)
            for (layer, count) in counts.enumerated() { store(UInt64(count), 128 + 8 * layer) }
            store(crc32c(UnsafeRawBufferPointer(rebasing: raw.dropLast(4))), Self.size - 4)
        }
        return bytes
    }

    init(
        dimension: Int, identity: VectorFile.Identity, metric: Metric, parameters: GraphParameters,
        longest: Float, closeness: Float, coveredRows: Int, entry: GraphEntry, tunedEffort: Int?,
        statistics: GraphStatistics?,
        outsideWords: Int, counts: [Int]
    ) {
        self.dimension = dimension
        self.identity = identity
        self.metric = metric
        self.parameters = parameters
        self.longest = longest
        self.closeness = closeness
        self.coveredRows = coveredRows
        self.entry = entry
        self.tunedEffort = tunedEffort
        self.statistics = statistics
        self.outsideWords = outsideWords
        self.counts = counts
    }

    /// Reads the header of the file at `path` from its first bytes, 4096 or all there are.
    init(_ bytes: [UInt8], path: String) throws(VectorFileError) {
        guard bytes.starts(with: Self.magic) else { throw .foreign(path: path) }
        guard bytes.count == Self.size else {
            throw .damaged(path: path, reason: "it ends within its header")
        }
        let number = bytes.number32(8)
        guard number == Self.version else { throw .unknownVersion(path: path, version: number) }
        guard bytes.number32(Self.size - 4) == bytes.dropLast(4).withUnsafeBytes({ crc32c($0) }) else {
            throw .damaged(path: path, reason: "its header does not match its checksum")
        }
        guard let header = Self(fields: bytes) else {
            throw .damaged(path: path, reason: "its header makes no sense")
        }
        self = header
    }

    /// Whether a file that begins with these bytes is of a version before this one.
    static func isEarlier(_ bytes: [UInt8]) -> Bool {
        bytes.count == size && bytes.starts(with: magic) && 1..<version ~= bytes.number32(8)
    }

    /// Nil where they contradict each other.
    private init?(fields bytes: [UInt8]) {
        func number(_ offset: Int) -> Int { Int(bytes.number32(offset)) }
        func long(_ offset: Int) -> Int { Int(clamping: bytes.number64(offset)) }
        guard 1...IndexError.maximumDimension ~= number(12), number(32) < Self.metrics.count,
            number(72) == GraphParameters.highestLayer, 1...WalkPool.nodeLimit ~= long(56)
        else { return nil }
        let parameters = GraphParameters(m: number(36), efConstruction: number(40), seed: bytes.number64(48))
        let counts = (0...number(72)).map { long(128 + 8 * $0) }
        let entry = GraphEntry(layer: number(64), node: bytes.number32(68))
        guard parameters.m == number(36), parameters.efConstruction == number(40), counts[0] == long(56),
            zip(counts, counts.dropFirst()).allSatisfy({ $0 >= $1 }), entry.layer < counts.count,
            entry.node < counts[entry.layer], long(120) <= (counts[0] + 63) / 64, number(76) <= 1 << 20
        else { return nil }
        let closeness = Float(bitPattern: bytes.number32(240))
        let recall = Double(bitPattern: bytes.number64(80))
        let selfRecall = Double(bitPattern: bytes.number64(232))
        let statistics = GraphStatistics(
            recall: recall, k: long(88), effort: long(96), queries: long(104), rows: long(112),
            selfRecall: 0...1 ~= selfRecall ? selfRecall : nil)
        self.init(
            dimension: number(12), identity: VectorFile.Identity(bytes: bytes[16..<32]),
            metric: Self.metrics[number(32)], parameters: parameters,
            longest: Float(bitPattern: bytes.number32(44)),
            closeness: closeness.isFinite && closeness >= 0 ? closeness : 0, coveredRows: long(56),
            entry: entry,
            tunedEffort: number(76) == 0 ? nil : number(76),
            statistics: statistics.k > 0 && 0...1 ~= recall ? statistics : nil, outsideWords: long(120),
            counts: counts)
    }
}

extension [UInt8] {
    fileprivate func number32(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) })
    }

    fileprivate func number64(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) })
    }
}
