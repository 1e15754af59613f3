/// A group of an HDF5 file, with all that is in it.
public struct HDF5Group: Sendable {
    /// Empty for the root group.
    public let name: String
    /// The attributes that are text, or lists of text. What others hold is not read.
    public let texts: [String: [String]]
    /// Whether ``members`` have the order in which they were linked, which only some files keep. Otherwise they are
    /// sorted by the bytes of their names: `a_1, a_10, a_2`.
    public let isInCreationOrder: Bool
    /// What is in the group.
    public let members: [HDF5Object]

    /// The member of a name.
    public subscript(name: String) -> HDF5Object? { members.first { $0.name == name } }
}

/// What a group holds.
public enum HDF5Object: Sendable {
    /// A group.
    case group(HDF5Group)
    /// A dataset.
    case dataset(HDF5Dataset)
    /// A link that is not followed: a symbolic one, one into another file, or a second one to a group; or a type.
    case link(name: String)

    /// The last part of its path.
    public var name: String {
        switch self {
        case .group(let group): group.name
        case .dataset(let dataset): dataset.name
        case .link(let name): name
        }
    }
}

/// What a dataset's elements are. They are read little-endian, whatever order the file has.
public enum HDF5Type: Equatable, Sendable {
    /// Real numbers of IEEE 754, and the upper half of a float32.
    case float64, float32, float16, bfloat16
    /// Whole numbers, in two's complement.
    case int64, int32, int16, int8
    /// Whole numbers without a sign.
    case uint64, uint32, uint16, uint8
    /// As h5py writes it, in one byte.
    case bool
    /// Bytes without a meaning, so many for an element.
    case opaque(bytes: Int)
    /// Not read; ``HDF5Dataset/problem`` says what it is.
    case other
}

/// A dataset of an HDF5 file, of any number of axes.
public struct HDF5Dataset: Sendable {
    /// The last part of its path.
    public let name: String
    /// What its elements are.
    public let type: HDF5Type
    /// Bytes of an element.
    public let elementSize: Int
    /// The size of each axis; empty for a single element.
    public let shape: [Int]
    /// The attributes that are text, or lists of text.
    public let texts: [String: [String]]
    /// Why it can't be read, as a phrase; nil if it can.
    public let problem: String?
    let number: UInt32
    let source: HDF5Process

    /// All elements, the last axis fastest.
    ///
    /// - Throws: ``HDF5Error`` if it has a ``problem``, or the file turns out to be damaged.
    public func bytes() throws(HDF5Error) -> [UInt8] {
        if let problem { throw HDF5Error(type == .other ? .unsupported : .damaged, problem) }
        return try source.read(number, bytes: shape.reduce(elementSize, *))
    }
}
