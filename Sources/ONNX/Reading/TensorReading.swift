internal import LookalikeWeights

extension Initializer {
    /// Reads a `TensorProto`. The elements stay where they are in the file until they are asked for.
    ///
    /// - Parameter name: in place of the tensor's own, for the value of a node `Constant`.
    init(_ message: ProtobufSection, name: String? = nil) throws(ONNXReadError) {
        var fields = TensorFields()
        try message.fields { number, value throws(ONNXReadError) in try fields.take(number, value) }
        let name = name ?? fields.name
        guard let type = ElementType(number: fields.type) else {
            throw .unsupported(
                detail: "has the tensor \(name) of ONNX's type \(fields.type), which is not read")
        }
        guard !fields.isElsewhere else {
            throw .unsupported(
                detail: "keeps the tensor \(name) in another file; save it as one file (onnx.save does so)")
        }
        let bytes = try countBytes(name, type, fields.shape)
        let data = fields.data
        guard case .raw(let section) = data else {
            guard data.count == bytes / type.size else { throw .wrongCount(name) }
            self.init(name: name, type: type, shape: fields.shape) { () throws(WeightFileError) in
                do throws(ONNXReadError) { return try data.elements(type) } catch {
                    throw .damaged(detail: "\(error)")
                }
            }
            return
        }
        guard section.range.count == bytes else { throw .wrongCount(name) }
        self.init(name: name, type: type, shape: fields.shape) { () throws(WeightFileError) in
            Array(section.bytes)
        }
    }
}

extension ONNXReadError {
    fileprivate static func wrongCount(_ name: String) -> ONNXReadError {
        .damaged(detail: "the tensor \(name) has more or fewer elements than its shape says")
    }
}

/// Bytes of a tensor of this shape.
private func countBytes(_ name: String, _ type: ElementType, _ shape: [Int]) throws(ONNXReadError) -> Int {
    var bytes = type.size
    for size in shape {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
        guard size >= 0, !overflow else {
            throw .damaged(detail: "the tensor \(name) has the shape \(shape.prefix(8))")
        }
        bytes = product
    }
    return bytes
}

/// What a `TensorProto` says.
private struct TensorFields {
    var name = ""
    var type = 0
    var shape: [Int] = []
    var data = TensorData.lists([])
    var isElsewhere = false

    mutating func take(_ number: Int, _ value: ProtobufSection.Value) throws(ONNXReadError) {
        switch number {
        case 1:
            for size in try value.integers { shape.append(Int(Int64(bitPattern: size))) }
            guard shape.count <= 16 else { throw .damaged(detail: "a tensor has more than 16 axes") }
        case 2: type = try value.number
        case 4: try add(.floats(try value.fixed32s))
        case 5, 7, 11: try add(.integers(try value.integers))
        case 10: try add(.doubles(try value.fixed64s))
        case 8: name = try value.text
        case 9: data = .raw(try value.message)
        case 13: isElsewhere = true
        case 14: isElsewhere = try value.number != 0
        default: break
        }
    }

    private mutating func add(_ list: TensorData.List) throws(ONNXReadError) {
        guard case .lists(let lists) = data else { throw .damaged(detail: "a tensor has its elements twice") }
        data = .lists(lists + [list])
    }
}

/// The elements of a tensor as the file has them.
private enum TensorData: Sendable {
    enum List: Sendable {
        case floats([UInt32])
        case integers([UInt64])
        case doubles([UInt64])
    }

    case raw(ProtobufSection)
    case lists([List])

    var count: Int {
        guard case .lists(let lists) = self else { return 0 }
        return lists.reduce(0) {
            switch $1 {
            case .floats(let numbers): $0 + numbers.count
            case .integers(let numbers), .doubles(let numbers): $0 + numbers.count
            }
        }
    }

    /// Row-major and little-endian. Small types stand in a list of wider numbers, by their bits.
    func elements(_ type: ElementType) throws(ONNXReadError) -> [UInt8] {
        guard case .lists(let lists) = self else { return [] }
        var bytes: [UInt8] = []
        for list in lists {
            switch list {
            case .floats(let numbers):
                guard type == .float32 else {
                    throw .damaged(detail: "a tensor's elements are of another type")
                }
                for number in numbers { bytes.append(number, size: 4) }
            case .doubles(let numbers):
                guard type == .float64 else {
                    throw .damaged(detail: "a tensor's elements are of another type")
                }
                for number in numbers { bytes.append(number, size: 8) }
            case .integers(let numbers):
                guard type != .float32, type != .float64 else {
                    throw .damaged(detail: "a tensor's elements are of another type")
                }
                for number in numbers { bytes.append(number, size: type.size) }
            }
        }
        return bytes
    }
}

extension [UInt8] {
    /// The low bytes of a number, the lowest first.
    fileprivate mutating func append(_ number: some FixedWidthInteger, size: Int) {
        for byte in 0..<size { append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
}
