/// FAISS files written by hand, field by field, as its source has them.
enum Faiss {
    static func header(_ kind: String, _ dimension: Int, _ count: Int, metric: Int32 = 1) -> [UInt8] {
        Array(kind.utf8) + bytes(Int32(dimension)) + bytes(Int64(count)) + bytes(Int64(1 << 20))
            + bytes(Int64(1 << 20)) + [1] + bytes(metric) + (metric > 1 ? bytes(Float(3)) : [])
    }

    /// A length before the elements.
    static func vector<Number: BitwiseCopyable>(_ numbers: [Number]) -> [UInt8] {
        bytes(UInt64(numbers.count)) + bytes(of: numbers)
    }

    static func flat(
        _ values: [Float], _ dimension: Int, kind: String = "IxF2", metric: Int32 = 1
    ) -> [UInt8] {
        header(kind, dimension, values.count / dimension, metric: metric) + vector(values)
    }

    static func idMap(_ inner: [UInt8], _ ids: [Int64], _ dimension: Int, kind: String = "IxMp") -> [UInt8] {
        header(kind, dimension, ids.count) + inner + vector(ids)
    }

    static func hnsw(_ storage: [UInt8], _ dimension: Int, _ count: Int, levels: Int? = nil) -> [UInt8] {
        header("IHNf", dimension, count) + vector([0.9, 0.1]) + vector([Int32(0), 4, 6])
            + vector([Int32](repeating: 1, count: levels ?? count))
            + vector((0...count).map { UInt64($0 * 4) }) + vector([Int32](repeating: -1, count: count * 4))
            + bytes(of: [Int32(0), 0, 40, 16, 1]) + storage
    }

    /// Lists of ids and of as many codes.
    static func ivf(
        _ lists: [(ids: [Int64], codes: [UInt8])], _ dimension: Int, codeSize: Int, kind: String = "IwFl",
        quantiser: [UInt8] = [], centroids: [Float]? = nil, sparse: Bool = false, directMap: UInt8 = 0
    ) -> [UInt8] {
        let count = lists.reduce(0) { $0 + $1.ids.count }
        var file = header(kind, dimension, count) + bytes(UInt64(lists.count)) + bytes(UInt64(1))
        file += flat(centroids ?? [Float](repeating: 0, count: lists.count * dimension), dimension)
        file += [directMap] + vector(directMap == 1 ? [Int64](0..<Int64(count)) : [])
        if directMap == 2 {
            file += bytes(UInt64(count)) + bytes(of: [Int64](repeating: 0, count: 2 * count))
        }
        file += quantiser + Array("ilar".utf8) + bytes(UInt64(lists.count)) + bytes(UInt64(codeSize))
        let sizes = lists.map { UInt64($0.ids.count) }
        if sparse {
            let pairs = sizes.enumerated().filter { $0.element > 0 }.flatMap {
                [UInt64($0.offset), $0.element]
            }
            file += Array("sprs".utf8) + vector(pairs)
        } else {
            file += Array("full".utf8) + vector(sizes)
        }
        for list in lists { file += list.codes + bytes(of: list.ids) }
        return file
    }

    static func quantiser(_ type: Int32, _ dimension: Int, codeSize: Int, trained: [Float]) -> [UInt8] {
        bytes(type) + bytes(Int32(0)) + bytes(Float(0)) + bytes(UInt64(dimension)) + bytes(UInt64(codeSize))
            + vector(trained)
    }
}

/// `.npy` files written by hand.
enum NPY {
    static func file(
        _ descr: String, shape: String, order: String = "False", version: UInt8 = 1, _ numbers: [UInt8]
    ) -> [UInt8] {
        let text = Array("{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
        let length = version == 1 ? bytes(UInt16(text.count)) : bytes(UInt32(text.count))
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + numbers
    }
}
