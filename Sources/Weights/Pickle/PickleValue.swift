/// A value of a pickle. What has parts is in the machine's ``PickleHeap`` and is known by its place there, so that no
/// chain of values, however deep or circular, is held together by references.
enum PickleValue {
    case none
    case bool(Bool)
    case int(Int)
    /// The magic number that a stream of PyTorch begins with, which has 80 bits.
    case torchMagic
    case float(Double)
    case string(String)
    /// A list, a tuple or a set.
    case sequence(Int)
    case dictionary(Int)
    /// A TorchScript module.
    case module(Int)
    /// A class or function that is known, not yet called.
    case constructor(Constructor)
    case storage(Int)
    case tensor(Int)
    /// A tensor of a kind that is not read: an error if it is wanted as a weight.
    case refusedTensor(kind: String)
    /// A value that is no weight and whose content nobody needs; what it is.
    case inert(String)
}

/// Parts of the values of a pickle.
struct PickleHeap {
    var sequences: [[PickleValue]] = []
    /// In the order of the file; a key that comes twice is here twice.
    var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
    /// The attributes of TorchScript modules.
    var modules: [PickleValue] = []
    var storages: [TorchStorage] = []
    var tensors: [TorchTensor] = []
}

extension PickleHeap {
    /// The whole numbers of a sequence; nil where it has anything else, or more than `limit`.
    func integers(_ value: PickleValue, limit: Int = StridedLayout.largestRank) -> [Int]? {
        guard case .sequence(let place) = value, sequences[place].count <= limit else { return nil }
        var numbers: [Int] = []
        for case .int(let number) in sequences[place] { numbers.append(number) }
        return numbers.count == sequences[place].count ? numbers : nil
    }
}
