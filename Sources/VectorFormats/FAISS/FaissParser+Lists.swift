/// What an index with inverted lists has before the lists (`read_ivf_header`).
private struct FaissLists {
    let header: FaissHeader
    let listCount: Int
    let quantizer: FaissIndex
}

extension FaissParser {
    mutating func ivfFlat() throws(VectorFormatError) -> FaissIndex {
        let lists = try listHeader()
        return try read(lists, kind: "IndexIVFFlat", codec: .float32, addsCentroids: false)
    }

    /// - Parameter statesResidual: older files (`IwSQ`) don't say whether residuals are stored: they are.
    mutating func ivfScalarQuantizer(statesResidual: Bool) throws(VectorFormatError) -> FaissIndex {
        let lists = try listHeader()
        let codec = try scalarCodec(dimension: lists.header.dimension)
        let codeSize: UInt64 = try cursor.number()
        guard codeSize == lists.header.dimension * codec.size else {
            throw cursor.damaged("its codes have \(codeSize) bytes")
        }
        let isResidual = statesResidual ? try cursor.number(UInt8.self) : 1
        guard isResidual <= 1 else { throw cursor.damaged("its header makes no sense") }
        return try read(
            lists, kind: "IndexIVFScalarQuantizer", codec: codec, addsCentroids: isResidual == 1)
    }

    private mutating func listHeader() throws(VectorFormatError) -> FaissLists {
        let header = try FaissHeader(&cursor)
        let count: UInt64 = try cursor.number()
        // How many lists a search looks into.
        try cursor.skip(8)
        let quantizer = try required("its coarse quantiser")
        guard quantizer.dimension == header.dimension, count == quantizer.count else {
            throw cursor.damaged("it has \(count) lists, but \(quantizer.count) centroids")
        }
        try skipDirectMap()
        return FaissLists(header: header, listCount: Int(count), quantizer: quantizer)
    }

    /// Where in the lists each id is: the lists say it as well.
    private mutating func skipDirectMap() throws(VectorFormatError) {
        let type: UInt8 = try cursor.number()
        guard type <= 2 else { throw cursor.damaged("its direct map is of unknown type \(type)") }
        try cursor.skip(try cursor.count(ofSize: 8, "places of vectors"), of: 8)
        if type == 2 { try cursor.skip(try cursor.count(ofSize: 16, "places of ids"), of: 16) }
    }

    /// `ArrayInvertedLists`: how long each list is, then each list's codes and ids.
    private mutating func read(
        _ lists: FaissLists, kind: String, codec: RowCodec, addsCentroids: Bool
    ) throws(VectorFormatError) -> FaissIndex {
        let type = FourCC(bytes: try cursor.bytes(4))
        guard type == "ilar" else {
            throw unsupported(
                type == "il00"
                    ? "an IVF index without its lists" : "an IVF index whose lists are of kind '\(type)'")
        }
        let count: UInt64 = try cursor.number()
        let codeSize: UInt64 = try cursor.number()
        let dimension = lists.header.dimension
        guard count == lists.listCount, codeSize == dimension * codec.size else {
            throw cursor.damaged("its \(count) lists with codes of \(codeSize) bytes do not fit its header")
        }
        let rows = try readLists(try listSizes(lists.listCount), rowSize: dimension * codec.size)
        guard rows.ids.count == lists.header.count else {
            throw cursor.damaged(
                "its lists have \(rows.ids.count) vectors, its header says \(lists.header.count)")
        }
        let source = ListRows(
            file: cursor.file, lists: rows.lists, dimension: dimension, codec: codec,
            centroids: addsCentroids ? lists.quantizer.rows : nil)
        return FaissIndex(kind: kind, lists.header, rows: source, ids: rows.ids)
    }

    /// The lengths of the lists that are not empty, by the list's number.
    private mutating func listSizes(_ count: Int) throws(VectorFormatError) -> [(number: Int, size: UInt64)] {
        let type = FourCC(bytes: try cursor.bytes(4))
        let numbers = try cursor.array(of: UInt64.self, "lengths of lists")
        if type == "full" {
            guard numbers.count == count else {
                throw cursor.damaged("it has \(numbers.count) lengths for \(count) lists")
            }
            return numbers.enumerated().filter { $0.element > 0 }.map {
                (number: $0.offset, size: $0.element)
            }
        }
        guard type == "sprs" else { throw unsupported("lists of kind '\(type)'") }
        guard numbers.count % 2 == 0 else { throw cursor.damaged("its lists make no sense") }
        // As FAISS has it: a list named twice has the later length, and the lists lie in order of number.
        var sizes: [Int: UInt64] = [:]
        for pair in stride(from: 0, to: numbers.count, by: 2) {
            guard numbers[pair] < count else { throw cursor.damaged("it has no list \(numbers[pair])") }
            sizes[Int(numbers[pair])] = numbers[pair + 1]
        }
        return sizes.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map {
            (number: $0.key, size: $0.value)
        }
    }

    private mutating func readLists(
        _ sizes: [(number: Int, size: UInt64)], rowSize: Int
    ) throws(VectorFormatError) -> (lists: [ListRows.List], ids: [Int64]) {
        var lists: [ListRows.List] = []
        var ids: [Int64] = []
        lists.reserveCapacity(sizes.count)
        for (number, size) in sizes {
            guard size <= cursor.left / (rowSize + 8) else {
                throw cursor.damaged("list \(number) should have \(size) vectors, for which it is too short")
            }
            let offset = try cursor.skip(Int(size), of: rowSize)
            lists.append(.init(number: number, firstRow: ids.count, count: Int(size), offset: offset))
            ids += try cursor.array(of: Int64.self, count: Int(size))
        }
        return (lists, ids)
    }
}
