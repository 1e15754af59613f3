/// Many vectors as directions, a byte a number: an eighth of a percent of error, a quarter of the memory.
public struct CodedVectors: Sendable {
    /// Numbers per vector.
    public let dimension: Int
    /// How many there are.
    public private(set) var count = 0
    /// Bytes per vector: the next multiple of 64.
    let length: Int
    /// Each number plus 128; 128 after the last one.
    private(set) var codes: [UInt8] = []
    /// What a unit of the codes stands for, in vectors of length 1.
    private(set) var scales: [Float] = []
    /// The sums of the numbers, in units of the codes.
    private(set) var sums: [Int32] = []

    /// No vectors yet.
    ///
    /// - Parameter capacity: how many are to be expected.
    public init(dimension: Int, capacity: Int) {
        precondition(dimension > 0, "a vector has numbers")
        self.dimension = dimension
        length = (dimension + 63) / 64 * 64
        codes.reserveCapacity(length * capacity)
        scales.reserveCapacity(capacity)
        sums.reserveCapacity(capacity)
    }

    /// Adds a vector of `dimension` finite numbers. A vector of zeros has no direction: its cosine with all others is 0.
    public mutating func append(_ vector: [Float]) {
        precondition(vector.count == dimension, "vectors have one length")
        var largest: Float = 0
        var square: Float = 0
        for number in vector {
            largest = max(largest, abs(number))
            square += number * number
        }
        let unit = largest / 127
        var sum: Int32 = 0
        for number in vector {
            let code = unit > 0 ? Int32((number / unit).rounded()) : 0
            sum += code
            codes.append(UInt8(code + 128))
        }
        for _ in dimension..<length { codes.append(128) }
        scales.append(square > 0 && square.isFinite ? unit / square.squareRoot() : 0)
        sums.append(sum)
        count += 1
    }
}
