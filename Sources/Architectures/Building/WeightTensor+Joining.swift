internal import LookalikeWeights

extension WeightTensor {
    /// The tensors one behind the other along their first axis; the other axes are equal. In single precision where
    /// their types differ.
    static func joined(_ tensors: [WeightTensor]) -> WeightTensor {
        let isMixed = tensors.contains { $0.type != tensors[0].type }
        let parts = isMixed ? tensors.map { $0.mapped { numbers throws(WeightFileError) in numbers } } : tensors
        let shape = [parts.reduce(0) { $0 + $1.shape[0] }] + parts[0].shape.dropFirst()
        return WeightTensor(name: parts[0].name, type: parts[0].type, shape: shape) {
            () throws(WeightFileError) in
            var bytes: [UInt8] = []
            for part in parts { bytes += try part.bytes() }
            return bytes
        }
    }

    /// Some elements of the first axis.
    func rows(_ range: Range<Int>) -> WeightTensor {
        let step = shape.dropFirst().reduce(type.size, *)
        return WeightTensor(name: name, type: type, shape: [range.count] + shape.dropFirst()) {
            () throws(WeightFileError) in
            Array(try bytes()[range.lowerBound * step..<range.upperBound * step])
        }
    }
}
