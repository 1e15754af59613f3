internal import CLookalikeVectorKernels

/// The first 4096 bytes of a lists file, all little-endian:
///
/// | bytes | |
/// |---|---|
/// | 0 ..< 8 | "LKLKIVF\0" |
/// | 8 ..< 12 | format version, 1 |
/// | 12 ..< 16 | dimension D |
/// | 16 ..< 32 | identity of the vector file that the lists are of |
/// | 32 ..< 40 | covered rows: the lists know of rows 0 ..< this |
/// | 40 ..< 48 | rows that are in a list |
/// | 48 ..< 52 | number of lists L |
/// | 52 ..< 56 | metric: 0 cosine, 1 inner product, 2 L2 |
/// | 56 ..< 60 | how many lists a search looks into |
/// | 60 ..< 64 | rows that are covered and in no list U |
/// | 64 ..< 72 | seed |
/// | 72 ..< 76 | the checksum that the last covered row has in the vector file |
/// | 76 ..< 80 | CRC-32C of everything between the header and the first list |
/// | 128 ..< 384 | up to 32 measurements: a number of lists, UInt32, and the recall, float32; zeros from the end on |
/// | 4092 ..< 4096 | CRC-32C of the bytes before it |
struct ListsFileHeader: Equatable {
    static let size = 4096
    static let version: UInt32 = 1
    static let magic = Array("LKLKIVF\0".utf8)
    static let mostMeasurements = 32

    var dimension: Int
    var identity: VectorFile.Identity
    var coveredRows: Int
    var rows: Int
    var lists: Int
    var metric: Metric
    var probes: Int
    var unlisted: Int
    var seed: UInt64
    var lastRowChecksum: UInt32
    var tableChecksum: UInt32
    var recall: [ListStatistics.Recall]

    var statistics: ListStatistics {
        ListStatistics(
            lists: lists, rows: rows, coveredRows: coveredRows, probes: probes, seed: seed, recall: recall)
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.size)
        bytes.replaceSubrange(0..<8, with: Self.magic)
        bytes.replaceSubrange(16..<32, with: identity.bytes)
        bytes.withUnsafeMutableBytes { raw in
            func store(_ value: some FixedWidthInteger, _ offset: Int) {
                withUnsafeBytes(of: value.littleEndian) { source in
                    UnsafeMutableRawBufferPointer(rebasing: raw[offset..<offset + source.count])
                        .copyMemory(from: source)
                }
            }
            store(Self.version, 8)
            store(UInt32(dimension), 12)
            store(UInt64(coveredRows), 32)
            store(UInt64(rows), 40)
            store(UInt32(lists), 48)
            store(metric.kernelMetric.rawValue, 52)
            store(UInt32(probes), 56)
            store(UInt32(unlisted), 60)
            store(seed, 64)
            store(lastRowChecksum, 72)
            store(tableChecksum, 76)
            for (i, measured) in recall.prefix(Self.mostMeasurements).enumerated() {
                store(UInt32(measured.probes), 128 + 8 * i)
                store(measured.recall.bitPattern, 132 + 8 * i)
            }
            store(crc32c(UnsafeRawBufferPointer(rebasing: raw.dropLast(4))), Self.size - 4)
        }
        return bytes
    }
}

extension ListsFileHeader {
    /// Reads the header of the file at `path` from its first bytes, 4096 or all there are.
    init(_ bytes: [UInt8], path: String) throws(VectorFileError) {
        guard bytes.starts(with: Self.magic) else { throw .foreign(path: path) }
        guard bytes.count == Self.size else {
            throw .damaged(path: path, reason: "it ends within its header")
        }
        func field<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type = UInt32.self) -> Value {
            bytes.withUnsafeBytes {
                Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
            }
        }
        // The version first: another one may have another checksum.
        guard field(8) == Self.version else { throw .unknownVersion(path: path, version: field(8)) }
        guard field(Self.size - 4) == bytes.dropLast(4).withUnsafeBytes({ crc32c($0) }) else {
            throw .damaged(path: path, reason: "its header does not match its checksum")
        }
        dimension = Int(field(12))
        identity = VectorFile.Identity(bytes: bytes[16..<32])
        coveredRows = Int(clamping: field(32, UInt64.self))
        rows = Int(clamping: field(40, UInt64.self))
        lists = Int(field(48))
        let code = field(52)
        probes = Int(field(56))
        unlisted = Int(field(60))
        seed = field(64, UInt64.self)
        lastRowChecksum = field(72)
        tableChecksum = field(76)
        recall = (0..<Self.mostMeasurements)
            .map {
                .init(probes: Int(field(128 + 8 * $0)), recall: Float(bitPattern: field(132 + 8 * $0)))
            }
            .filter { $0.probes > 0 }
        guard let metric = Metric.allCases.first(where: { $0.kernelMetric.rawValue == code }),
            1...IndexError.maximumDimension ~= dimension, ListParameters.listCounts ~= lists,
            1...lists ~= probes, coveredRows <= Int(UInt32.max), rows <= coveredRows,
            unlisted == coveredRows - rows
        else {
            throw .damaged(path: path, reason: "its header makes no sense")
        }
        self.metric = metric
    }
}
