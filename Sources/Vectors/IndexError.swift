/// Why vectors or a search were refused. Nothing has been stored when one of these is thrown.
public enum IndexError: Error, Equatable, Sendable {
    /// A dimension outside `1 ... maximumDimension`.
    case unsupportedDimension(Int)
    /// The number of values is not a multiple of `dimension`, or does not match the number of ids.
    case dimensionMismatch(dimension: Int, valueCount: Int)
    /// A NaN or an infinity: number `component` of vector `vector`, both counted from 0.
    case notFinite(vector: Int, component: Int)
    /// A number of results below 1.
    case invalidResultCount(Int)
    /// The row of the requested vector does not match its checksum. Searches don't throw this; they leave such rows
    /// out.
    case damagedRow(Int)

    /// The largest dimension of a stored vector.
    public static let maximumDimension = 65_536
}

extension IndexError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unsupportedDimension(let dimension):
            "A vector has 1 to \(Self.maximumDimension) numbers, not \(dimension)."
        case .dimensionMismatch(let dimension, let valueCount):
            "\(valueCount) numbers given where vectors of \(dimension) numbers are expected."
        case .notFinite(let vector, let component):
            "Number \(component) of vector \(vector) is NaN or infinite."
        case .invalidResultCount(let count):
            "At least one result has to be asked for, not \(count)."
        case .damagedRow(let row):
            "Row \(row) of the vector file does not match its checksum."
        }
    }
}
