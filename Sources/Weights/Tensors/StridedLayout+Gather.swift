extension StridedLayout {
    /// The tensor's elements in row-major order.
    ///
    /// - Parameters:
    ///   - bytes: the elements of ``span``.
    ///   - size: of an element in bytes: 1, 2, 4 or 8.
    func gather(_ bytes: [UInt8], size: Int) -> [UInt8] {
        precondition(bytes.count == span.count * size)
        if isContiguous { return bytes }
        return switch size {
        case 1: gather(bytes, UInt8.self)
        case 2: gather(bytes, UInt16.self)
        case 4: gather(bytes, UInt32.self)
        default: gather(bytes, UInt64.self)
        }
    }

    private func gather<Element: FixedWidthInteger>(_ bytes: [UInt8], _ type: Element.Type) -> [UInt8] {
        let size = MemoryLayout<Element>.size
        return [UInt8](unsafeUninitializedCapacity: count * size) { buffer, initialised in
            // The layout was checked: every place that `forEachRow` gives lies in the span, whose bytes these are, and
            // the rows together have `count` elements.
            let target = UnsafeMutableRawBufferPointer(buffer)
            bytes.withUnsafeBytes { source in
                forEachRow { start, length, stride in
                    var place = start * size
                    for _ in 0..<length {
                        target.storeBytes(
                            of: source.loadUnaligned(fromByteOffset: place, as: Element.self),
                            toByteOffset: initialised, as: Element.self)
                        initialised += size
                        place += stride * size
                    }
                }
            }
        }
    }

    /// Calls `body` with the first element, the length and the stride of each row (the last axis), in row-major order.
    /// Elements count from the span's first.
    private func forEachRow(_ body: (_ start: Int, _ length: Int, _ stride: Int) -> Void) {
        guard count > 0 else { return }
        guard let length = shape.last, let stride = strides.last else { return body(0, 1, 1) }
        var index = [Int](repeating: 0, count: shape.count - 1)
        var start = 0
        while true {
            body(start, length, stride)
            var axis = index.count - 1
            while axis >= 0 {
                index[axis] += 1
                start += strides[axis]
                if index[axis] < shape[axis] { break }
                start -= shape[axis] * strides[axis]
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}

extension [UInt8] {
    /// Turns the bytes of each element round.
    ///
    /// - Parameter size: of an element in bytes; the array has whole ones.
    mutating func swapElements(size: Int) {
        guard size > 1 else { return }
        for start in stride(from: 0, to: count, by: size) {
            for i in 0..<size / 2 { swapAt(start + i, start + size - 1 - i) }
        }
    }
}
