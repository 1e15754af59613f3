/// Walks through a FAISS index file and finds its vectors and ids.
///
/// FAISS' format is only described by its source: the order of the fields here is that of `read_index` in
/// `faiss/impl/index_read.cpp`, version 1.15.1. Fields needed only for searching are skipped.
struct FaissParser {
    var cursor: FileCursor
    /// Nesting of indexes, limited so that a file of wrappers can't exhaust the stack.
    private var depth = 0

    static let supported =
        "IndexFlat, IndexFlatIP, IndexFlatL2, IndexIDMap, IndexIDMap2, IndexIVFFlat, IndexHNSWFlat, and "
        + "IndexScalarQuantizer, IndexIVFScalarQuantizer and IndexHNSWSQ of 8 or 16 bits"

    private static let maximumDepth = 8

    static func table(of file: InputFile) throws(VectorFormatError) -> VectorTable {
        var parser = FaissParser(cursor: FileCursor(file))
        guard recognises(try file.bytes(at: 0, count: min(4, file.size))) else {
            throw .unrecognised(path: file.path, expected: "a FAISS index")
        }
        let index = try parser.required("the index itself")
        guard parser.cursor.left == 0 else {
            throw parser.cursor.damaged("\(parser.cursor.left) bytes follow the index")
        }
        return VectorTable(
            path: file.path, format: .faiss, kind: index.kind, dimension: index.dimension, count: index.count,
            metric: index.metric, otherMetric: index.otherMetric, ids: index.ids, rows: index.rows)
    }

    private init(cursor: FileCursor) { self.cursor = cursor }

    /// All kinds of index of FAISS begin with a capital I.
    static func recognises(_ start: [UInt8]) -> Bool {
        start.first == UInt8(ascii: "I") && FourCC(bytes: Array(start.prefix(4))).isPlausible
    }

    func unsupported(_ found: String) -> VectorFormatError {
        .unsupported(path: cursor.path, found: found, supported: Self.supported)
    }

    /// The index at this position; nil if FAISS wrote that there is none.
    mutating func index() throws(VectorFormatError) -> FaissIndex? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw unsupported("more than \(Self.maximumDepth) nested indexes")
        }
        let code = FourCC(bytes: try cursor.bytes(4))
        switch code.description {
        case "null": return nil
        case "IxFI": return try flat("IndexFlatIP")
        case "IxF2": return try flat("IndexFlatL2")
        case "IxFl": return try flat("IndexFlat")
        case "IxMp": return try idMap("IndexIDMap")
        case "IxM2": return try idMap("IndexIDMap2")
        case "IHNf": return try hnsw("IndexHNSWFlat")
        case "IHNs": return try hnsw("IndexHNSWSQ")
        case "IxSQ": return try scalarQuantizer()
        case "IwFl": return try ivfFlat()
        case "IwSq": return try ivfScalarQuantizer(statesResidual: true)
        case "IwSQ": return try ivfScalarQuantizer(statesResidual: false)
        default:
            let name = code.className.map { " (\($0))" } ?? ""
            throw unsupported("a FAISS index of kind '\(code)'\(name)")
        }
    }

    mutating func required(_ what: String) throws(VectorFormatError) -> FaissIndex {
        guard let index = try index() else { throw unsupported("a FAISS index without \(what)") }
        return index
    }

    /// IndexFlat: the vectors, their length counted in floats.
    private mutating func flat(_ kind: String) throws(VectorFormatError) -> FaissIndex {
        let header = try FaissHeader(&cursor)
        let numbers = try cursor.count(ofSize: 4, "numbers")
        try expect(numbers, of: header.dimension, toBe: header.count)
        let offset = try cursor.skip(numbers, of: 4)
        return FaissIndex(
            kind: kind, header,
            rows: ContiguousRows(
                file: cursor.file, offset: offset, dimension: header.dimension, codec: .float32))
    }

    /// IndexScalarQuantizer: the quantiser, then its codes, their length counted in bytes.
    private mutating func scalarQuantizer() throws(VectorFormatError) -> FaissIndex {
        let header = try FaissHeader(&cursor)
        let codec = try scalarCodec(dimension: header.dimension)
        let bytes = try cursor.count(ofSize: 1, "bytes of codes")
        try expect(bytes, of: header.dimension * codec.size, toBe: header.count)
        let offset = try cursor.skip(bytes)
        return FaissIndex(
            kind: "IndexScalarQuantizer", header,
            rows: ContiguousRows(
                file: cursor.file, offset: offset, dimension: header.dimension, codec: codec))
    }

    /// IndexIDMap: another index, then the id of each of its vectors.
    private mutating func idMap(_ kind: String) throws(VectorFormatError) -> FaissIndex {
        let header = try FaissHeader(&cursor)
        var index = try required("its vectors")
        let ids = try cursor.array(of: Int64.self, "ids")
        try expect(index, toBe: header)
        guard ids.count == index.count else {
            throw cursor.damaged("it has \(ids.count) ids for \(index.count) vectors")
        }
        // The index inside may number its vectors in another order.
        if let inner = index.ids {
            index.ids = try mapped(inner, by: ids)
        } else {
            index.ids = ids
        }
        index.kind = "\(kind) of \(index.kind)"
        return index
    }

    private func mapped(_ inner: [Int64], by ids: [Int64]) throws(VectorFormatError) -> [Int64] {
        var result: [Int64] = []
        result.reserveCapacity(inner.count)
        for number in inner {
            guard number >= 0, number < ids.count else {
                throw cursor.damaged("vector \(number) is in a list, but there are \(ids.count) ids")
            }
            result.append(ids[Int(number)])
        }
        return result
    }

    /// IndexHNSW: the graph, then another index that holds the vectors.
    private mutating func hnsw(_ kind: String) throws(VectorFormatError) -> FaissIndex {
        let header = try FaissHeader(&cursor)
        try cursor.skip(try cursor.count(ofSize: 8, "probabilities"), of: 8)
        try cursor.skip(try cursor.count(ofSize: 4, "neighbour counts"), of: 4)
        let levels = try cursor.count(ofSize: 4, "levels")
        try cursor.skip(levels, of: 4)
        try cursor.skip(try cursor.count(ofSize: 8, "offsets"), of: 8)
        try cursor.skip(try cursor.count(ofSize: 4, "neighbours"), of: 4)
        // Entry point, highest level, efConstruction, efSearch and a number no longer used.
        try cursor.skip(5, of: 4)
        guard levels == header.count else {
            throw cursor.damaged("its graph has \(levels) of \(header.count) vectors")
        }
        var index = try required("its vectors")
        try expect(index, toBe: header)
        index.kind =
            index.kind == "IndexFlatL2" || index.kind == "IndexFlatIP" ? kind : "\(kind) of \(index.kind)"
        (index.metric, index.otherMetric) = (header.metric, header.otherMetric)
        return index
    }

    // MARK: What must agree

    func expect(_ length: Int, of size: Int, toBe count: Int) throws(VectorFormatError) {
        guard length % size == 0, length / size == count else {
            throw cursor.damaged("its vectors take \(length) where \(count) of \(size) should be")
        }
    }

    private func expect(_ index: FaissIndex, toBe header: FaissHeader) throws(VectorFormatError) {
        guard index.dimension == header.dimension, index.count == header.count else {
            throw cursor.damaged(
                "it says \(header.count) × \(header.dimension), but what it wraps is "
                    + "\(index.count) × \(index.dimension)")
        }
    }
}

extension FaissIndex {
    init(kind: String, _ header: FaissHeader, rows: any RowSource, ids: [Int64]? = nil) {
        self.init(
            kind: kind, dimension: header.dimension, count: header.count, metric: header.metric,
            otherMetric: header.otherMetric, rows: rows, ids: ids)
    }
}
