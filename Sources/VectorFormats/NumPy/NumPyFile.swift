/// Arrays written by `numpy.save`.
public enum NumPyFile {
    static let supported =
        "arrays of real numbers (float16, float32, float64) or whole ones (8 to 64 bits) of one or two dimensions"

    /// The vectors of a `.npy` file: the rows of a two-dimensional array, or a one-dimensional array as a single
    /// vector.
    static func table(of file: InputFile) throws(VectorFormatError) -> VectorTable {
        let array = try NumPyArray(file)
        let header = array.header
        guard 1...2 ~= header.shape.count else {
            throw .unsupported(
                path: file.path, found: "an array of \(header.shape.count) dimensions", supported: supported)
        }
        let count = header.shape.count == 2 ? header.shape[0] : 1
        let dimension = header.shape[header.shape.count - 1]
        let rows: any RowSource =
            header.isFortranOrder && header.shape.count == 2
            ? ColumnMajorRows(
                file: file, offset: array.offset, count: count, dimension: dimension, codec: array.codec)
            : ContiguousRows(file: file, offset: array.offset, dimension: dimension, codec: array.codec)
        return VectorTable(
            path: file.path, format: .npy, kind: "\(header.descr) array", dimension: dimension, count: count,
            metric: .unknown, ids: nil, rows: rows)
    }

    /// The ids in a one-dimensional `.npy` file of integers; held in memory, 8 bytes each.
    public static func ids(_ path: String) throws(VectorFormatError) -> [Int64] {
        let file = try InputFile(path)
        let array = try NumPyArray(file)
        let header = array.header
        let size = array.codec.size
        guard header.shape.count == 1, let letter = header.descr.dropFirst().first, "iu".contains(letter)
        else {
            throw .unsupported(
                path: path, found: "\(header.descr) numbers of shape \(header.shape)",
                supported: "ids as whole numbers in one dimension")
        }
        let isBigEndian = header.descr.first == ">"
        let bytes = try file.bytes(at: array.offset, count: header.shape[0] * size)
        var ids: [Int64] = []
        ids.reserveCapacity(header.shape[0])
        for start in stride(from: 0, to: bytes.count, by: size) {
            let digits =
                isBigEndian ? Array(bytes[start..<(start + size)]) : bytes[start..<(start + size)].reversed()
            var value: UInt64 = letter == "i" && digits[0] >= 0x80 ? .max : 0
            for digit in digits { value = value << 8 | UInt64(digit) }
            guard letter == "i" || value <= UInt64(Int64.max) else {
                throw .unsupported(path: path, found: "the id \(value)", supported: "ids below 2^63")
            }
            ids.append(Int64(bitPattern: value))
        }
        return ids
    }

    /// Writes ids as a one-dimensional array of int64.
    ///
    /// - Parameter replacing: whether an existing file may be replaced.
    public static func write(
        ids: [Int64], to path: String, replacing: Bool = false
    ) throws(VectorFormatError) {
        let file = try OutputFile(path, replacing: replacing)
        try file.append(NumPyHeader(descr: "<i8", shape: [ids.count]).bytes)
        try file.append(numbers: ids)
        try file.publish()
    }
}

/// The header of a `.npy` file, and where its numbers start.
struct NumPyArray {
    let header: NumPyHeader
    let codec: RowCodec
    let offset: Int

    /// All numbers have been found to exist.
    init(_ file: InputFile) throws(VectorFormatError) {
        var cursor = FileCursor(file)
        let header = try NumPyHeader(&cursor)
        guard let codec = Self.codec(of: header.descr) else {
            throw .unsupported(
                path: file.path, found: "an array of type '\(header.descr)'", supported: NumPyFile.supported)
        }
        var count = 1
        var isOver = false
        // An empty dimension hides no overflow of the others.
        for length in header.shape where length > 0 {
            (count, isOver) = count.multipliedReportingOverflow(by: length)
            guard !isOver, count <= cursor.left / codec.size || header.shape.contains(0) else {
                throw cursor.damaged("its shape \(header.shape) needs more numbers than it has")
            }
        }
        if header.shape.contains(0) { count = 0 }
        guard count * codec.size == cursor.left else {
            throw cursor.damaged(
                "its shape \(header.shape) needs \(count * codec.size) bytes, but it has \(cursor.left)")
        }
        self.header = header
        self.codec = codec
        offset = cursor.offset
    }

    private static func codec(of descr: String) -> RowCodec? {
        let plain: RowCodec
        switch descr.dropFirst() {
        case "f2": plain = .float16
        case "f4": plain = .float32
        case "f8": plain = .float64
        case "i1": plain = .int8
        case "i2": plain = .int16
        case "i4": plain = .int32
        case "i8": plain = .int64
        case "u1": plain = .uint8
        case "u2": plain = .uint16
        case "u4": plain = .uint32
        case "u8": plain = .uint64
        default: return nil
        }
        switch descr.first {
        case "<": return plain
        case ">": return .bigEndian(plain)
        case "|": return plain.size == 1 ? plain : nil
        default: return nil
        }
    }
}
