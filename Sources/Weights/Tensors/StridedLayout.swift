/// How a tensor's elements lie in a storage: element (i, j, …) is at `offset` + i · `strides[0]` + j · `strides[1]` + …,
/// counted in elements.
struct StridedLayout: Sendable, Equatable {
    let offset: Int
    let shape: [Int]
    let strides: [Int]
    /// The number of elements.
    let count: Int
    /// The elements of the storage from the first to the last that the tensor has.
    let span: Range<Int>

    /// A tensor has as many elements at most, which leaves room to count their bytes.
    static let largestCount = 1 << 48
    static let largestRank = 32

    /// - Parameter storageCount: elements of the storage.
    /// - Throws: what is wrong, to go on with after the tensor's name.
    init(offset: Int, shape: [Int], strides: [Int], storageCount: Int) throws(WeightFileError) {
        guard shape.count == strides.count, shape.count <= Self.largestRank else {
            throw .damaged(detail: "has \(shape.count) sizes and \(strides.count) strides")
        }
        guard offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else {
            throw .damaged(detail: "has a negative size, stride or offset")
        }
        count = try Self.count(of: shape)
        self.offset = offset
        self.shape = shape
        self.strides = strides
        span = count == 0 ? 0..<0 : try Self.span(offset, shape, strides)
        guard span.upperBound <= storageCount else {
            throw .damaged(
                detail: "reaches up to element \(span.upperBound) of a storage that has \(storageCount)")
        }
        try checkOverlap(storageCount)
    }

    /// The product of sizes. Sizes beside one of 0 are bounded too: a reader may multiply them in any order.
    static func count(of shape: [Int]) throws(WeightFileError) -> Int {
        var product = 1
        for size in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: max(1, size))
            guard !overflow, next <= largestCount else { throw .damaged(detail: "has too many elements") }
            product = next
        }
        return shape.contains(0) ? 0 : product
    }

    private static func span(
        _ offset: Int, _ shape: [Int], _ strides: [Int]
    ) throws(WeightFileError) -> Range<Int> {
        var last = offset
        for (size, stride) in zip(shape, strides) {
            let (step, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
            let (next, tooFar) = last.addingReportingOverflow(step)
            guard !overflow, !tooFar, next < .max else {
                throw .damaged(detail: "has a stride that is too large")
            }
            last = next
        }
        return offset..<last + 1
    }

    /// Two elements may be one in the storage only as `expand` makes it, by a stride of 0, and not without bound: a file
    /// of a few bytes could ask for any memory.
    private func checkOverlap(_ storageCount: Int) throws(WeightFileError) {
        guard count > 0 else { return }
        var reach = 0
        let axes = zip(shape, strides).filter { $0.0 > 1 }.sorted { $0.1 < $1.1 }
        for (size, stride) in axes where stride > 0 {
            guard stride > reach else {
                throw .unsupported(
                    detail: "has elements that overlap in its storage: save a contiguous copy of it")
            }
            reach += (size - 1) * stride
        }
        let isExpanded = axes.contains { $0.1 == 0 }
        guard !isExpanded || count <= max(1 << 16, storageCount.multipliedSaturating(by: 16)) else {
            throw .unsupported(
                detail: "is expanded to \(count) elements, more than 65,536 and than 16 times its storage: "
                    + "save a smaller one")
        }
    }

    /// Whether the elements of the span, in their order, are the tensor's in row-major order.
    var isContiguous: Bool {
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            if stride != expected { return false }
            expected *= size
        }
        return true
    }
}

extension Int {
    fileprivate func multipliedSaturating(by factor: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
