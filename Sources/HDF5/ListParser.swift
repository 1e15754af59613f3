internal import CLookalikeHDF5

/// Reads the list that a child process made of a file. The child may have been misled by the file, so the list is
/// taken for damaged if it isn't as chdf5_tree.h has it.
struct ListParser {
    private let process: HDF5Process
    private let list: [UInt8]
    private var position = 0
    private var datasets: UInt32 = 0
    private static let damaged = HDF5Error(.damaged, "libhdf5 can't list it")

    init(_ process: HDF5Process) {
        self.process = process
        list = process.list
    }

    mutating func root() throws(HDF5Error) -> HDF5Group {
        guard try byte() == UInt8(CHDF5_GROUP) else { throw Self.damaged }
        let root = try group(depth: 1)
        guard position == list.count else { throw Self.damaged }
        return root
    }

    private mutating func group(depth: Int) throws(HDF5Error) -> HDF5Group {
        guard depth <= CHDF5_MOST_DEPTH else { throw Self.damaged }
        let name = try text()
        let isInCreationOrder = try byte() == 1
        let texts = try attributes()
        var members: [HDF5Object] = []
        while let member = try object(depth: depth) { members.append(member) }
        return HDF5Group(name: name, texts: texts, isInCreationOrder: isInCreationOrder, members: members)
    }

    /// The next member of a group; nil behind the last one.
    private mutating func object(depth: Int) throws(HDF5Error) -> HDF5Object? {
        switch try byte() {
        case 0: return nil
        case UInt8(CHDF5_GROUP): return .group(try group(depth: depth + 1))
        case UInt8(CHDF5_DATASET): return .dataset(try dataset())
        case UInt8(CHDF5_LINK): return .link(name: try text())
        default: throw Self.damaged
        }
    }

    private mutating func dataset() throws(HDF5Error) -> HDF5Dataset {
        let name = try text()
        let code = try byte()
        let size = Int(try number(UInt32.self))
        let problem = try text()
        let rank = try number(UInt32.self)
        guard rank <= 32 else { throw Self.damaged }
        var shape: [Int] = []
        for _ in 0..<rank {
            guard let length = Int(exactly: try number(UInt64.self)) else { throw Self.damaged }
            shape.append(length)
        }
        let type = HDF5Type(code, size: size)
        if problem.isEmpty { try Self.checkSize(shape, size) }
        defer { datasets += 1 }
        return HDF5Dataset(
            name: name, type: type, elementSize: size, shape: shape, texts: try attributes(),
            problem: problem.isEmpty ? nil : problem, number: datasets, source: process)
    }

    private static func checkSize(_ shape: [Int], _ size: Int) throws(HDF5Error) {
        var bytes = size
        for length in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
            guard !overflow else { throw damaged }
            bytes = product
        }
    }

    private mutating func attributes() throws(HDF5Error) -> [String: [String]] {
        var texts: [String: [String]] = [:]
        for _ in 0..<(try number(UInt32.self)) {
            let name = try text()
            guard try byte() == 1 else { continue }
            var values: [String] = []
            for _ in 0..<(try number(UInt32.self)) { values.append(try text()) }
            texts[name] = values
        }
        return texts
    }

    private mutating func text() throws(HDF5Error) -> String {
        let count = Int(try number(UInt32.self))
        guard count <= list.count - position else { throw Self.damaged }
        defer { position += count }
        return String(decoding: list[position..<(position + count)], as: UTF8.self)
    }

    private mutating func byte() throws(HDF5Error) -> UInt8 { try number(UInt8.self) }

    private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type
    ) throws(HDF5Error) -> Number {
        let size = MemoryLayout<Number>.size
        guard size <= list.count - position else { throw Self.damaged }
        defer { position += size }
        // Sound: the bytes are there, as just checked.
        return list.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Number.self) }
    }
}

extension HDF5Type {
    fileprivate init(_ code: UInt8, size: Int) {
        self =
            switch chdf5_type(UInt32(code)) {
            case CHDF5_FLOAT64: .float64
            case CHDF5_FLOAT32: .float32
            case CHDF5_FLOAT16: .float16
            case CHDF5_BFLOAT16: .bfloat16
            case CHDF5_INT64: .int64
            case CHDF5_INT32: .int32
            case CHDF5_INT16: .int16
            case CHDF5_INT8: .int8
            case CHDF5_UINT64: .uint64
            case CHDF5_UINT32: .uint32
            case CHDF5_UINT16: .uint16
            case CHDF5_UINT8: .uint8
            case CHDF5_BOOL: .bool
            case CHDF5_OPAQUE: .opaque(bytes: size)
            default: .other
            }
    }
}
