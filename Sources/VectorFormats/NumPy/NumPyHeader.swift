/// The header of a `.npy` file (NumPy Enhancement Proposal 1): a magic string, a version, a length, and a Python
/// dictionary with the keys `descr`, `fortran_order` and `shape`.
struct NumPyHeader: Equatable {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// The type of the numbers as NumPy writes it, such as `<f4`.
    var descr: String
    var isFortranOrder: Bool
    var shape: [Int]

    /// Longer ones are of structured types, which are not read here.
    private static let maximumLength = 1 << 16

    init(descr: String, isFortranOrder: Bool = false, shape: [Int]) {
        self.descr = descr
        self.isFortranOrder = isFortranOrder
        self.shape = shape
    }

    /// Reads a header and leaves the cursor at the first number.
    init(_ cursor: inout FileCursor) throws(VectorFormatError) {
        guard try cursor.bytes(min(6, cursor.left)) == Self.magic else {
            throw .unrecognised(path: cursor.path, expected: "a .npy array")
        }
        let version = try cursor.bytes(2)
        guard 1...3 ~= version[0], version[1] == 0 else {
            throw .unsupported(
                path: cursor.path, found: "a .npy array of version \(version[0]).\(version[1])",
                supported: "versions 1.0 to 3.0")
        }
        let length =
            version[0] == 1 ? Int(try cursor.number(UInt16.self)) : Int(try cursor.number(UInt32.self))
        guard length <= Self.maximumLength else {
            throw .unsupported(
                path: cursor.path, found: "a header of \(length) bytes",
                supported: "arrays of numbers, whose header is short")
        }
        let text = try cursor.bytes(length)
        guard let fields = PythonLiteral.dictionary(text) else {
            throw cursor.damaged("its header is not the dictionary that NumPy writes")
        }
        guard case .list? = fields["descr"] else {
            try self.init(fields, cursor)
            return
        }
        throw .unsupported(
            path: cursor.path, found: "an array of records", supported: NumPyFile.supported)
    }

    private init(_ fields: [String: PythonLiteral], _ cursor: FileCursor) throws(VectorFormatError) {
        guard case .string(let descr)? = fields["descr"],
            case .bool(let isFortranOrder)? = fields["fortran_order"],
            case .list(let elements)? = fields["shape"], fields.count == 3
        else { throw cursor.damaged("its header lacks a type, an order or a shape") }
        var shape: [Int] = []
        for element in elements {
            guard case .int(let length) = element, length >= 0 else {
                throw cursor.damaged("its header has no sound shape")
            }
            shape.append(length)
        }
        self.init(descr: descr, isFortranOrder: isFortranOrder, shape: shape)
    }

    /// Version 1.0, filled up with spaces so that the numbers begin at a multiple of 64, with the same length for
    /// every array that fits memory.
    var bytes: [UInt8] {
        let list = shape.map { "\($0)," }.joined(separator: " ")
        let order = isFortranOrder ? "True" : "False"
        var text = Array("{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (\(list)), }".utf8)
        text += Array(repeating: UInt8(ascii: " "), count: max(0, 117 - text.count))
        text.append(UInt8(ascii: "\n"))
        return Self.magic + [1, 0, UInt8(text.count & 0xff), UInt8(text.count >> 8)] + text
    }
}
