/// Numbers of a PyTorch file, which tensors share.
struct TorchStorage: Equatable, Sendable {
    let key: String
    let elements: StorageElements
    /// Of the storage that has the key.
    let count: Int
    /// The part of it that this one is, in elements.
    var view: Range<Int>?
}

/// A tensor as a PyTorch file describes it; nothing of it is checked.
struct TorchTensor: Sendable {
    let storage: TorchStorage
    /// If they aren't the storage's own.
    var elements: StorageElements?
    /// In elements of the tensor's own format, like the strides.
    let offset: Int
    let shape: [Int]
    let strides: [Int]
    /// Whether it is to be read as the negative or the conjugate of what is stored.
    var isChanged = false
}
