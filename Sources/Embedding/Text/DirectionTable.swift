internal import Crypto
internal import Foundation

/// The directions of a word list's concepts, one byte a number.
///
/// The file, little-endian: `LKWORDS1`; the number of concepts and of dimensions (UInt32); the weights of a colour and
/// of a material beside an object of weight 1 (Float32); the SHA-256 of the network and of the word list; then each
/// concept's numbers (Int8). A direction counts by its angle alone.
struct DirectionTable: Sendable {
    private static let magic = Array("LKWORDS1".utf8)
    private static let headerLength = 24 + 32 + 32
    private static let mostDimensions = 16_384

    let dimension: Int
    let network: String
    private let count: Int
    private let list: Data
    private let colourWeight: Float
    private let materialWeight: Float
    private let numbers: [Int8]

    init(_ data: Data) throws(WordDirections.Failure) {
        let bytes = [UInt8](data)
        guard bytes.count >= Self.headerLength, Array(bytes.prefix(8)) == Self.magic else {
            throw .directions(detail: "the file begins otherwise than one of directions")
        }
        func word(_ at: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
        }
        count = Int(word(8))
        dimension = Int(word(12))
        guard (1...WordList.mostConcepts).contains(count), (1...Self.mostDimensions).contains(dimension),
            bytes.count == Self.headerLength + count * dimension
        else { throw .directions(detail: "the file has another length than its header says") }
        (colourWeight, materialWeight) = (Float(bitPattern: word(16)), Float(bitPattern: word(20)))
        guard (0...4).contains(colourWeight), (0...4).contains(materialWeight) else {
            throw .directions(detail: "a weight is not between 0 and 4")
        }
        network = bytes[24..<56].map { String(format: "%02x", $0) }.joined()
        list = Data(bytes[56..<88])
        numbers = bytes[Self.headerLength...].map { Int8(bitPattern: $0) }
        for row in 0..<count
        where !numbers[row * dimension..<(row + 1) * dimension].contains(where: { $0 != 0 }) {
            throw .directions(detail: "direction \(row) is zero")
        }
    }

    func matches(list: Data, concepts: Int) -> Bool {
        count == concepts && Data(SHA256.hash(data: list)) == self.list
    }

    /// The weighted sum of the rows' unit vectors, of length 1; nil without rows, or if they cancel out.
    func combined(_ rows: [(row: Int, kind: WordList.Kind)]) -> [Float]? {
        let hasObject = rows.contains { $0.kind == .object }
        var sum = [Float](repeating: 0, count: dimension)
        for (row, kind) in rows {
            let weight =
                switch kind {
                case .object: Float(1)
                case .colour: hasObject ? colourWeight : 1
                case .material: hasObject ? materialWeight : 1
                }
            let numbers = numbers[row * dimension..<(row + 1) * dimension].map(Float.init)
            let scale = weight / length(numbers)
            for index in sum.indices { sum[index] += scale * numbers[index] }
        }
        let length = length(sum)
        return length > 1e-6 ? sum.map { $0 / length } : nil
    }

    private func length(_ vector: [Float]) -> Float {
        vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
