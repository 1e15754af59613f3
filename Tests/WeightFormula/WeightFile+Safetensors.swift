internal import Foundation
public import LookalikeWeights

extension WeightFile {
    /// Writes the tensors as a safetensors file, in the order of their names.
    public func writeSafetensors(to path: String) throws {
        var header: [String: [String: Any]] = [:]
        var offset = 0
        let names = tensors.keys.sorted()
        for name in names {
            guard let tensor = tensors[name], let type = Self.types[tensor.type] else { continue }
            let end = offset + tensor.count * tensor.type.size
            header[name] = ["dtype": type, "shape": tensor.shape, "data_offsets": [offset, end]]
            offset = end
        }
        let json = try JSONSerialization.data(withJSONObject: header, options: .sortedKeys)
        var data = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        data += json
        for name in names { if let tensor = tensors[name] { data += try tensor.bytes() } }
        try data.write(to: URL(fileURLWithPath: path))
    }

    private static let types: [ElementType: String] = [
        .float32: "F32", .float16: "F16", .bfloat16: "BF16", .float64: "F64", .int64: "I64",
    ]
}
