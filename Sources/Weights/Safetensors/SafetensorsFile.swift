internal import Foundation
internal import LookalikeJSON

/// Hugging Face's safetensors: the header's length as 64 bits, the header in JSON, the data. The data of the tensors must
/// follow each other without gaps up to the file's end, as the reference implementation asks for.
enum SafetensorsFile {
    private static let lengthSize = 8
    /// The reference implementation's.
    private static let largestHeader = 100_000_000
    /// More than a hundred thousand tensors; bounds what reading the header takes.
    private static let largestValueCount = 1 << 20

    /// Whether the file's first bytes are a length within it and the beginning of an object.
    static func isHeader(_ start: [UInt8], fileSize: Int) -> Bool {
        guard start.count > lengthSize, start[lengthSize] == UInt8(ascii: "{") else { return false }
        return start.number(UInt64.self, at: 0) <= UInt64(fileSize - lengthSize)
    }

    static func read(_ file: InputFile) throws(WeightFileError) -> WeightFile {
        let length = try file.bytes(at: 0, count: lengthSize).number(UInt64.self, at: 0)
        guard length <= largestHeader, length <= file.size - lengthSize else {
            throw .damaged(detail: "its header of \(length) bytes is too long")
        }
        let start = lengthSize + Int(length)
        let data = FileSection(file: file, offset: start, count: file.size - start)
        let header = try self.header(try file.bytes(at: lengthSize, count: Int(length)))
        try checkGaps(header.entries, data.count)
        var tensors: [String: WeightTensor] = [:]
        for (name, entry) in WrapperPrefixes.strip(header.entries) {
            let tensor = try entry.tensor(name, data)
            guard tensors.updateValue(tensor, forKey: name) == nil else {
                throw .damaged(detail: "it has two tensors \(quoted(name))")
            }
        }
        guard !tensors.isEmpty else { throw .unsupported(detail: "the file holds no tensors") }
        return WeightFile(format: .safetensors, tensors: tensors)
    }

    private static func header(_ text: [UInt8]) throws(WeightFileError) -> SafetensorsHeader {
        let outline = JSONOutline(text)
        guard !outline.hasZero, outline.depth <= 8, outline.values <= largestValueCount else {
            throw .damaged(detail: "its header is not of this format, or describes too many tensors")
        }
        do {
            return try JSONDecoder().decode(SafetensorsHeader.self, from: Data(text))
        } catch let error as DecodingError {
            throw .damaged(detail: error.headerProblem)
        } catch {
            throw .damaged(detail: "its header can't be read: \(error)")
        }
    }

    private static func checkGaps(
        _ entries: [(name: String, value: SafetensorsEntry)], _ count: Int
    ) throws(WeightFileError) {
        var end = 0
        for (name, entry) in entries.sorted(by: {
            ($0.value.begin, $0.value.end) < ($1.value.begin, $1.value.end)
        }) {
            guard entry.begin == end, entry.end >= entry.begin, entry.end <= count else {
                throw .damaged(
                    detail:
                        "the tensor \(quoted(name)) should be bytes \(entry.begin) to \(entry.end) of the data, "
                        + "where \(end) to \(count) are left")
            }
            end = entry.end
        }
        guard end == count else {
            throw .damaged(detail: "its header describes \(end) bytes of data, and \(count) are there")
        }
    }
}
