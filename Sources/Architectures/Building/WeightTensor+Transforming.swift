internal import LookalikeWeights

extension WeightTensor {
    /// A tensor of 32-bit numbers that are computed from this one's when it is read.
    func mapped(
        shape: [Int]? = nil, _ change: @escaping @Sendable ([Float]) throws(WeightFileError) -> [Float]
    ) -> WeightTensor {
        WeightTensor(name: name, type: .float32, shape: shape ?? self.shape) { () throws(WeightFileError) in
            try change(try floats()).littleEndianBytes
        }
    }

    /// The same elements under another shape of as many.
    func reshaped(_ shape: [Int]) -> WeightTensor {
        WeightTensor(name: name, type: type, shape: shape) { () throws(WeightFileError) in try bytes() }
    }

    /// The tensor with its axes in another order: axis `i` of the result is axis `axes[i]` of this one, as in NumPy's
    /// `transpose`.
    func permuted(_ axes: [Int]) -> WeightTensor {
        guard axes != Array(axes.indices) else { return self }
        let sizes = axes.map { shape[$0] }
        var steps = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { steps[axis] = steps[axis + 1] * shape[axis + 1] }
        let strides = axes.map { steps[$0] }
        return WeightTensor(name: name, type: type, shape: sizes) { [type] () throws(WeightFileError) in
            let bytes = try bytes()
            return switch type.size {
            case 8: Self.gather(bytes, sizes, strides, UInt64.self)
            case 4: Self.gather(bytes, sizes, strides, UInt32.self)
            case 2: Self.gather(bytes, sizes, strides, UInt16.self)
            default: Self.gather(bytes, sizes, strides, UInt8.self)
            }
        }
    }

    /// The elements at the places that `strides` give, in row-major order of `sizes`.
    private static func gather<Element: FixedWidthInteger>(
        _ bytes: [UInt8], _ sizes: [Int], _ strides: [Int], _: Element.Type
    ) -> [UInt8] {
        let size = MemoryLayout<Element>.size
        let count = sizes.reduce(1, *)
        return [UInt8](unsafeUninitializedCapacity: count * size) { out, filled in
            filled = count * size
            guard count > 0, let last = sizes.last, let step = strides.last else { return }
            var index = [Int](repeating: 0, count: sizes.count - 1)
            bytes.withUnsafeBytes { raw in
                let to = UnsafeMutableRawBufferPointer(out)
                var place = 0
                while place < count {
                    var from = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
                    // Sound: every index is below its size, so `from` is an element of the tensor.
                    for _ in 0..<last {
                        let element = raw.loadUnaligned(fromByteOffset: from * size, as: Element.self)
                        to.storeBytes(of: element, toByteOffset: place * size, as: Element.self)
                        place += 1
                        from += step
                    }
                    Self.advance(&index, sizes)
                }
            }
        }
    }

    /// The next index of all axes but the last, as an odometer counts.
    private static func advance(_ index: inout [Int], _ sizes: [Int]) {
        for axis in index.indices.reversed() {
            index[axis] += 1
            if index[axis] < sizes[axis] { return }
            index[axis] = 0
        }
    }
}

extension [Float] {
    var littleEndianBytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * 4) { out, filled in
            filled = count * 4
            let raw = UnsafeMutableRawBufferPointer(out)
            for (index, number) in enumerated() {
                raw.storeBytes(of: number.bitPattern.littleEndian, toByteOffset: index * 4, as: UInt32.self)
            }
        }
    }
}
