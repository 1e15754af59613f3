/// Makes weight tensors of those that a pickle describes.
struct TorchTensors {
    let heap: PickleHeap
    let isBigEndian: Bool
    /// Where a storage's numbers are.
    let section: (TorchStorage) throws(WeightFileError) -> FileSection

    /// - Parameter values: tensors by name; each name once.
    func weights(_ values: [NamedValue]) throws(WeightFileError) -> [String: WeightTensor] {
        var weights: [String: WeightTensor] = [:]
        for (name, value) in values {
            let weight = try self.weight(name, value)
            guard weights.updateValue(weight, forKey: name) == nil else {
                throw .damaged(detail: "it has two tensors \(quoted(name))")
            }
        }
        return weights
    }

    private func weight(_ name: String, _ value: PickleValue) throws(WeightFileError) -> WeightTensor {
        do throws(WeightFileError) {
            switch value {
            case .tensor(let place): return try weight(name, heap.tensors[place])
            case .refusedTensor(let kind):
                throw .unsupported(detail: "is \(kind), which is not read: save a dense one of plain numbers")
            default: throw .damaged(detail: "is no tensor")
            }
        } catch {
            throw error.about("the tensor \(quoted(name))")
        }
    }

    private func weight(_ name: String, _ tensor: TorchTensor) throws(WeightFileError) -> WeightTensor {
        let type: ElementType
        switch tensor.elements ?? tensor.storage.elements {
        case .typed(let known): type = known
        case .bytes: type = .uint8
        case .refused(let what, _): throw .unsupported(detail: "has \(what), which are not read")
        }
        guard !tensor.isChanged else {
            throw .unsupported(detail: "is a view that negates or conjugates its numbers: save a copy of it")
        }
        let place = try bytes(of: tensor.storage)
        let layout = try StridedLayout(
            offset: tensor.offset, shape: tensor.shape, strides: tensor.strides,
            storageCount: place.range.count / type.size)
        let section = place.section
        let start = place.range.lowerBound + layout.span.lowerBound * type.size
        let isBigEndian = isBigEndian
        return WeightTensor(name: name, type: type, shape: layout.shape) { () throws(WeightFileError) in
            let span = try section.bytes(start..<start + layout.span.count * type.size)
            var bytes = layout.gather(span, size: type.size)
            if isBigEndian { bytes.swapElements(size: type.size) }
            return bytes
        }
    }

    /// The bytes of the storage, or of the part of it that it is.
    private func bytes(
        of storage: TorchStorage
    ) throws(WeightFileError) -> (section: FileSection, range: Range<Int>) {
        let section = try section(storage)
        let size = storage.elements.size
        let (count, overflow) = storage.count.multipliedReportingOverflow(by: size)
        guard !overflow, count == section.count else {
            throw .damaged(
                detail:
                    "has a storage of \(storage.count) elements, for which there are \(section.count) bytes")
        }
        guard let view = storage.view else { return (section, 0..<count) }
        return (section, view.lowerBound * size..<view.upperBound * size)
    }
}

/// A value and the name it has in its dictionary or module.
typealias NamedValue = (name: String, value: PickleValue)

extension WeightFileError {
    /// The same error with what it is about before its sentence.
    func about(_ subject: String) -> WeightFileError {
        switch self {
        case .damaged(let detail): .damaged(detail: "\(subject) \(detail)")
        case .unsupported(let detail): .unsupported(detail: "\(subject) \(detail)")
        case .unreadable, .unknownFormat: self
        }
    }
}
