public import LookalikeWeights

/// Weights and images that Python and Swift compute alike, so that neither needs a file of the other:
/// `benchmarks/parity/formula.py` is the same in Python, and says why.
public enum Formula {
    /// From -1 to 1 (excluded), exact in single precision: SplitMix64, seeded by the FNV-1a hash of the name.
    public static func uniform(_ name: String, count: Int) -> [Double] {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return [Double](unsafeUninitializedCapacity: count) { out, filled in
            filled = count
            for index in 0..<count {
                var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
                z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
                z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
                z ^= z >> 31
                out.initializeElement(at: index, to: Double(z >> 40) / Double(1 << 23) - 1)
            }
        }
    }

    public static func fanIn(_ name: String, _ shape: [Int]) -> Int {
        if !name.contains("/") { return shape.dropFirst().reduce(1, *) }
        if shape.count == 4 && shape[3] == 1 { return shape[0] * shape[1] }
        return shape.dropLast().reduce(1, *)
    }

    /// Added to a signal and multiplied with none: tables of positions, class tokens, a learned query.
    private static let single = [
        "pos_embed", "positional_embedding", "position_embedding.weight", "cls_token", "class_embedding",
        "position_embeddings", "probe",
    ]

    public static func numbers(_ name: String, _ shape: [Int]) -> [Float] {
        let u = uniform(name, count: shape.reduce(1, *))
        if single.contains(where: name.hasSuffix) { return u.map { Float(0.5 * $0) } }
        if shape.count >= 2 {
            let bound = (6 / Double(fanIn(name, shape))).squareRoot()
            return u.map { Float($0 * bound) }
        }
        if name.hasSuffix("running_var") || name.hasSuffix("moving_variance") {
            return u.map { Float(1 + 0.5 * $0) }
        }
        // The last of a ResNet's long block: what many blocks add up to stays small.
        if name.hasSuffix("bn3.weight") { return u.map { Float(0.3 + 0.03 * $0) } }
        if name.hasSuffix("weight") || name.hasSuffix("gamma") || shape.isEmpty {
            return u.map { Float(1 + 0.1 * $0) }
        }
        return u.map { Float(0.1 * $0) }
    }

    public static func tensor(_ name: String, _ shape: [Int]) -> WeightTensor {
        WeightTensor(name: name, type: .float32, shape: shape) { () throws(WeightFileError) in
            numbers(name, shape).withUnsafeBytes { Array($0) }
        }
    }

    /// 3 × size × size: eight by eight coloured fields with noise.
    public static func image(_ index: Int, size: Int) -> [Float] {
        let fields = uniform("image \(index) fields", count: 3 * 8 * 8)
        let noise = uniform("image \(index) noise", count: 3 * size * size)
        return noise.indices.map { place in
            let (channel, y, x) = (place / (size * size), place / size % size, place % size)
            return Float(1.5 * fields[(channel * 8 + y * 8 / size) * 8 + x * 8 / size] + 0.5 * noise[place])
        }
    }

    /// A text of CLIP's form: a start token, some tokens, the end token, which is the largest, and filling: zeros, or
    /// end tokens where `index` is odd.
    public static func tokens(_ index: Int, length: Int, vocabulary: Int) -> [Int] {
        var ids = [Int](repeating: (vocabulary - 1) * (index % 2), count: length)
        let count = (3 + 5 * index) % (length - 2)
        ids[0] = vocabulary - 2
        for (place, u) in uniform("text \(index)", count: count).enumerated() {
            ids[place + 1] = Int((u + 1) / 2 * Double(vocabulary - 2))
        }
        ids[count + 1] = vocabulary - 1
        return ids
    }
}
