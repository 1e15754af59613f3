extension WeightFile {
    /// The weights of a checkpoint whose storages are known by their keys, little-endian.
    ///
    /// - Parameter root: the checkpoint's object.
    static func checkpoint(
        _ format: WeightFormat, _ root: PickleValue, _ heap: PickleHeap, _ sections: [String: FileSection],
        entry: String?
    ) throws(WeightFileError) -> WeightFile {
        var choice = CheckpointChoice(heap)
        let values = try choice.weights(in: root, entry: entry)
        let tensors = TorchTensors(heap: heap, isBigEndian: false) { storage throws(WeightFileError) in
            guard let section = sections[storage.key] else {
                throw .damaged(detail: "the file has no storage \(quoted(storage.key))")
            }
            return section
        }
        return WeightFile(
            format: format, tensors: try tensors.weights(WrapperPrefixes.strip(values)),
            ignored: choice.ignored)
    }
}
