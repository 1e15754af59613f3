/// Writes pickles by hand, for files that no library writes.
struct PickleWriter {
    private(set) var bytes: [UInt8] = [0x80, 2]

    /// Operations as bytes.
    mutating func raw(_ operations: UInt8...) { bytes += operations }
    mutating func raw(_ operations: [UInt8]) { bytes += operations }

    mutating func text(_ text: String) {
        bytes += [0x58] + UInt32(text.utf8.count).littleEndianBytes + text.utf8
    }

    mutating func global(_ module: String, _ name: String) {
        bytes += [0x63] + module.utf8 + [0x0A] + name.utf8 + [0x0A]
    }

    /// Of at most 64 bits.
    mutating func number(_ number: Int) {
        bytes += [0x8A, 8] + UInt64(bitPattern: Int64(number)).littleEndianBytes
    }

    mutating func tuple(_ numbers: [Int]) {
        raw(0x28)
        for number in numbers { self.number(number) }
        raw(0x74)
    }

    /// A tensor of a storage of floats with the key "0".
    mutating func tensor(storageCount: Int, offset: Int, shape: [Int], strides: [Int]) {
        global("torch._utils", "_rebuild_tensor_v2")
        raw(0x28, 0x28)
        text("storage")
        global("torch", "FloatStorage")
        text("0")
        text("cpu")
        number(storageCount)
        raw(0x4E, 0x74, 0x51)
        number(offset)
        tuple(shape)
        tuple(strides)
        raw(0x89, 0x7D, 0x74, 0x52)
    }

    /// The pickle of what was written.
    var whole: [UInt8] { bytes + [0x2E] }
}

/// A legacy stream of PyTorch.
enum LegacyFile {
    /// - Parameter storage: the numbers of the storage "0"; nil for a file without storages.
    static func bytes(object: [UInt8], storage: [Float]?) -> [UInt8] {
        var stream: [UInt8] = [
            0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
        ]
        stream += [0x80, 2, 0x4D, 0xE9, 3, 0x2E] + [0x80, 2, 0x7D, 0x2E]
        stream += object
        guard let storage else { return stream + [0x80, 2, 0x5D, 0x2E] }
        stream += [0x80, 2, 0x5D, 0x55, 1, 0x30, 0x61, 0x2E]
        stream += UInt64(storage.count).littleEndianBytes
        return stream + storage.flatMap { $0.bitPattern.littleEndianBytes }
    }

    /// With a dictionary of one tensor, "w".
    static func bytes(storage: [Float], offset: Int = 0, shape: [Int], strides: [Int]) -> [UInt8] {
        var pickle = PickleWriter()
        pickle.raw(0x7D)
        pickle.text("w")
        pickle.tensor(storageCount: storage.count, offset: offset, shape: shape, strides: strides)
        pickle.raw(0x73)
        return bytes(object: pickle.whole, storage: storage)
    }
}

extension FixedWidthInteger {
    var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
