extension PickleMachine {
    /// What a persistent id stands for.
    mutating func persistent(_ id: PickleValue) throws(WeightFileError) -> PickleValue {
        switch ids {
        case .none: throw damaged("a persistent id where none can be")
        case .tensors(let tensors):
            let number: Int? =
                switch id {
                case .int(let number): number
                case .string(let text): Int(text)
                default: nil
                }
            guard let number, let tensor = tensors[number] else {
                throw damaged("the id of a tensor that the file doesn't have")
            }
            return try self.tensor(tensor)
        case .storages: return try storage(try storageID(id))
        }
    }

    /// ('storage', class, key, device, number of elements), and in the legacy stream the part of it or None.
    private func storageID(_ id: PickleValue) throws(WeightFileError) -> TorchStorage {
        guard case .sequence(let place) = id else { throw damaged("a storage without a description") }
        let parts = heap.sequences[place]
        guard parts.count == 5 || parts.count == 6, case .string("storage") = parts[0],
            case .constructor(.storage(let elements)) = parts[1], let key = key(parts[2]),
            case .int(let count) = parts[4], count >= 0
        else { throw damaged("a storage's description that is not known") }
        var storage = TorchStorage(key: key, elements: elements, count: count)
        if parts.count == 6, case .sequence(let view) = parts[5] {
            // (its own key, offset, number of elements)
            guard heap.sequences[view].count == 3, case .int(let offset) = heap.sequences[view][1],
                case .int(let length) = heap.sequences[view][2], offset >= 0, length >= 0, offset <= count,
                length <= count - offset
            else { throw damaged("a part of a storage that reaches beyond it") }
            storage.view = offset..<offset + length
        }
        return storage
    }

    private func key(_ value: PickleValue) -> String? {
        switch value {
        case .string(let key): key
        case .int(let number): String(number)
        default: nil
        }
    }

    /// (storage, offset, sizes, strides), then from version 2 on (…, requires_grad, hooks, and maybe what is set on the
    /// tensor), in version 3 (…, requires_grad, hooks, number format, …).
    mutating func rebuiltTensor(
        _ version: Int, _ arguments: [PickleValue]
    ) throws(WeightFileError) -> PickleValue {
        guard arguments.count >= 4, case .storage(let place) = arguments[0],
            case .int(let offset) = arguments[1],
            let shape = heap.integers(arguments[2]), let strides = heap.integers(arguments[3])
        else { throw damaged("a tensor without a storage, an offset, sizes or strides") }
        var elements: StorageElements?
        if version == 3 {
            guard arguments.count >= 7, case .constructor(.elementType(let type)) = arguments[6] else {
                throw damaged("a tensor without a number format")
            }
            elements = type
        }
        let extra = version == 3 ? 7 : 6
        var isChanged = false
        if version > 1, arguments.count > extra, case .dictionary(let place) = arguments[extra] {
            isChanged = !heap.dictionaries[place].isEmpty
        }
        return try tensor(
            TorchTensor(
                storage: heap.storages[place], elements: elements, offset: offset, shape: shape,
                strides: strides,
                isChanged: isChanged))
    }
}
