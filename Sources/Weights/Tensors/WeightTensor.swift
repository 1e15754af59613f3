/// A named tensor of a weight file. Its elements are read when they are asked for.
///
///     let kernel = try file.tensors["conv1.weight"]!.floats()   // 64 × 3 × 7 × 7 numbers, last axis fastest
public struct WeightTensor: Sendable {
    /// As the file has it, such as `layer1.0.conv1.weight`.
    public let name: String
    /// The format of its elements in the file.
    public let type: ElementType
    /// The size of each axis; empty for a single number.
    public let shape: [Int]
    private let load: @Sendable () throws(WeightFileError) -> [UInt8]

    /// - Parameter load: reads the elements, in row-major order (last axis fastest) whatever order the file has:
    ///   ``count`` × ``ElementType/size`` bytes.
    public init(
        name: String, type: ElementType, shape: [Int],
        load: @escaping @Sendable () throws(WeightFileError) -> [UInt8]
    ) {
        self.name = name
        self.type = type
        self.shape = shape
        self.load = load
    }

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// The elements in the file's own format, row-major.
    ///
    /// - Throws: ``WeightFileError`` if the file can't be read.
    public func bytes() throws(WeightFileError) -> [UInt8] { try load() }
}
