internal import Foundation

/// What the header of a safetensors file says of its tensors.
struct SafetensorsHeader: Decodable {
    let entries: [(name: String, value: SafetensorsEntry)]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        entries = try container.allKeys.filter { $0.stringValue != "__metadata__" }.map {
            ($0.stringValue, try container.decode(SafetensorsEntry.self, forKey: $0))
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// Of one tensor.
struct SafetensorsEntry: Decodable {
    let type: String
    let shape: [Int]
    /// In the data.
    let begin: Int
    let end: Int

    private enum CodingKeys: String, CodingKey {
        case type = "dtype"
        case shape
        case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        shape = try container.decode([Int].self, forKey: .shape)
        let offsets = try container.decode([Int].self, forKey: .offsets)
        guard offsets.count == 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: .offsets, in: container, debugDescription: "not two offsets")
        }
        (begin, end) = (offsets[0], offsets[1])
    }

    private static let types: [String: ElementType] = [
        "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "I64": .int64, "I32": .int32,
        "I16": .int16, "I8": .int8, "U64": .uint64, "U32": .uint32, "U16": .uint16, "U8": .uint8,
        "BOOL": .bool,
    ]

    /// - Parameter data: the file's data, within which this entry's are.
    func tensor(_ name: String, _ data: FileSection) throws(WeightFileError) -> WeightTensor {
        guard let type = Self.types[type] else {
            throw .unsupported(
                detail:
                    "the tensor \(quoted(name)) has numbers of the type \(quoted(self.type)), which are not read"
            )
        }
        let range = begin..<end
        do throws(WeightFileError) {
            guard name.utf8.count <= longestName, shape.count <= StridedLayout.largestRank else {
                throw .damaged(detail: "has too long a name or too many axes")
            }
            guard shape.allSatisfy({ $0 >= 0 }) else { throw .damaged(detail: "has a negative size") }
            let count = try StridedLayout.count(of: shape)
            guard count * type.size == range.count else {
                throw .damaged(
                    detail:
                        "has \(count) elements of \(type.size) bytes, for which the file has \(range.count) bytes"
                )
            }
        } catch {
            throw error.about("the tensor \(quoted(name))")
        }
        return WeightTensor(name: name, type: type, shape: shape) { () throws(WeightFileError) in
            try data.bytes(range)
        }
    }
}

extension DecodingError {
    /// What is wrong with the header, in one sentence.
    var headerProblem: String {
        let path: [any CodingKey] =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context.codingPath
            @unknown default: []
            }
        guard let tensor = path.first else { return "its header isn't the JSON that the format asks for" }
        return
            "the header's entry \(quoted(tensor.stringValue)) is not a tensor's dtype, shape and data_offsets"
    }
}
