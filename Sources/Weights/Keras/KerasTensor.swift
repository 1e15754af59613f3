internal import LookalikeHDF5

extension WeightTensor {
    /// A dataset of a Keras file by another name.
    ///
    /// - Parameter place: the dataset's path, for messages.
    /// - Throws: ``WeightFileError`` if its elements can't be read, or are those of a quantised layer.
    init(_ dataset: HDF5Dataset, name: String, place: String) throws(WeightFileError) {
        if let problem = dataset.problem {
            throw WeightFileError(
                HDF5Error(dataset.type == .other ? .unsupported : .damaged, problem), tensor: place)
        }
        guard let type = ElementType(dataset) else {
            throw .unsupported(
                detail: "the tensor \(place) has elements of \(dataset.elementSize) bytes without a type")
        }
        guard type != .int8, type != .uint8 else {
            throw .unsupported(
                detail: "the tensor \(place) belongs to a quantised layer, which is not read; "
                    + "the weights from before model.quantize are")
        }
        self.init(name: name, type: type, shape: dataset.shape) { () throws(WeightFileError) in
            do throws(HDF5Error) {
                return try dataset.bytes()
            } catch {
                throw WeightFileError(error, tensor: place)
            }
        }
    }
}

extension ElementType {
    /// nil if the elements have no meaning that is known.
    fileprivate init?(_ dataset: HDF5Dataset) {
        switch dataset.type {
        case .float64: self = .float64
        case .float32: self = .float32
        case .float16: self = .float16
        case .bfloat16: self = .bfloat16
        // h5py knows no bfloat16; Keras says so beside it.
        case .opaque(bytes: 2) where dataset.texts["dtype"] == ["bfloat16"]: self = .bfloat16
        case .int64: self = .int64
        case .int32: self = .int32
        case .int16: self = .int16
        case .int8: self = .int8
        case .uint64: self = .uint64
        case .uint32: self = .uint32
        case .uint16: self = .uint16
        case .uint8: self = .uint8
        case .bool: self = .bool
        case .opaque, .other: return nil
        }
    }
}

extension WeightFileError {
    /// - Parameter tensor: the path of the dataset that could not be read; nil if it was the file.
    init(_ error: HDF5Error, tensor: String? = nil) {
        let reason = error.reason.isEmpty ? "libhdf5 can't read it" : error.reason
        let what = tensor.map { "the tensor \($0)" }
        switch error.kind {
        case .system(let code):
            self = .unreadable(detail: "a process that would read it can't be started (error \(code))")
        case .beingWritten: self = .unreadable(detail: "another program is writing it")
        case .newerForm:
            self = .unsupported(
                detail: "a newer libhdf5 wrote the file in a form that is not read (\(reason)); "
                    + "h5py writes one that is without libver, or with libver=\"v110\"")
        case .unsupported, .noDataset:
            self = .unsupported(detail: "\(what ?? "the HDF5 file") can't be read: \(reason)")
        case .notHDF5: self = .damaged(detail: "libhdf5 finds no HDF5 file in it")
        case .damaged: self = .damaged(detail: (what.map { "\($0): " } ?? "") + reason)
        }
    }
}
