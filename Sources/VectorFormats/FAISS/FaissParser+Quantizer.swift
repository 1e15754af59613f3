extension FaissParser {
    /// A scalar quantiser: its type, the range it was trained on, and what it learnt (`read_ScalarQuantizer`).
    mutating func scalarCodec(dimension: Int) throws(VectorFormatError) -> RowCodec {
        let type: Int32 = try cursor.number()
        // How the range was found, and with which parameter.
        try cursor.skip(2, of: 4)
        let statedDimension: UInt64 = try cursor.number()
        let codeSize: UInt64 = try cursor.number()
        let trained = try cursor.array(of: Float.self, "numbers of its quantiser")
        let codec = try codec(ofType: type, trained: trained, dimension: dimension)
        guard statedDimension == dimension, codeSize == dimension * codec.size else {
            throw cursor.damaged(
                "its quantiser is for vectors of \(statedDimension) numbers in \(codeSize) bytes")
        }
        return codec
    }

    /// `ScalarQuantizer::QuantizerType`.
    private func codec(
        ofType type: Int32, trained: [Float], dimension: Int
    ) throws(VectorFormatError) -> RowCodec {
        switch type {
        case 0:
            guard trained.count == 2 * dimension else {
                throw cursor.damaged("its quantiser has \(trained.count) numbers for \(dimension)")
            }
            return .scaledUInt8(
                minima: Array(trained[..<dimension]), differences: Array(trained[dimension...]))
        case 2:
            guard trained.count == 2 else {
                throw cursor.damaged("its quantiser has \(trained.count) numbers, not 2")
            }
            return .scaledUInt8(minima: [trained[0]], differences: [trained[1]])
        case 4: return .float16
        case 5: return .uint8
        case 7: return .bfloat16
        case 8: return .biasedInt8
        default: throw unsupported("a FAISS scalar quantiser of type \(name(ofType: type))")
        }
    }

    private func name(ofType type: Int32) -> String {
        switch type {
        case 1: "QT_4bit"
        case 3: "QT_4bit_uniform"
        case 6: "QT_6bit"
        default: "\(type)"
        }
    }
}
