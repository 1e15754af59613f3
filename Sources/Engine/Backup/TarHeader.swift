internal import Foundation

/// The header of one member of a tar archive (POSIX.1-2017, "pax Interchange Format"): 512 bytes, before them an extended
/// header if a name or size does not fit.
struct TarHeader: Equatable {
    static let block = 512
    private static let nameField = 0..<100
    private static let sizeField = 124..<136
    private static let checksumField = 148..<156
    private static let typeField = 156
    private static let magicField = 257..<265
    /// The largest size that eleven octal digits hold.
    private static let largestSize: Int64 = 0o77_777_777_777

    enum Kind: UInt8 {
        case file = 0x30
        case extended = 0x78
    }

    var path: String
    var bytes: Int64
    /// Seconds since 1970.
    var modified: Int64 = 0

    /// How many bytes of zeros follow contents of so many bytes.
    static func padding(after bytes: Int64) -> Int { Int((512 - bytes % 512) % 512) }

    var encoded: [UInt8] {
        var records = ""
        if path.utf8.count > Self.nameField.count { records += Self.record("path", path) }
        if bytes > Self.largestSize { records += Self.record("size", "\(bytes)") }
        let own = Self.encode(.file, path, bytes > Self.largestSize ? 0 : bytes, modified)
        guard !records.isEmpty else { return own }
        let body = Array(records.utf8)
        return Self.encode(.extended, "lookalike-backup/pax", Int64(body.count), modified) + body
            + [UInt8](repeating: 0, count: Self.padding(after: Int64(body.count))) + own
    }

    /// A line of an extended header, which begins with its own length.
    private static func record(_ name: String, _ value: String) -> String {
        let rest = " \(name)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)".utf8.count + rest.utf8.count != length {
            length = "\(length)".utf8.count + rest.utf8.count
        }
        return "\(length)\(rest)"
    }

    private static func encode(_ kind: Kind, _ path: String, _ bytes: Int64, _ modified: Int64) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: some Collection<UInt8>, at start: Int) {
            header.replaceSubrange(start..<start + text.count, with: text)
        }
        func octal(_ number: Int64, digits: Int) -> [UInt8] {
            let text = String(number, radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
        }
        put(path.utf8.prefix(nameField.count), at: 0)
        put("0000644".utf8, at: 100)
        put("0000000".utf8, at: 108)
        put("0000000".utf8, at: 116)
        put(octal(bytes, digits: 11), at: sizeField.lowerBound)
        put(octal(min(max(0, modified), largestSize), digits: 11), at: 136)
        header[typeField] = kind.rawValue
        put("ustar\u{0}00".utf8, at: magicField.lowerBound)
        put(octal(Int64(checksum(header)), digits: 6) + [0, 0x20], at: checksumField.lowerBound)
        return header
    }

    /// The sum of the header's bytes, its own field counted as spaces.
    private static func checksum(_ header: [UInt8]) -> Int {
        header.enumerated().reduce(0) { $0 + (checksumField.contains($1.offset) ? 0x20 : Int($1.element)) }
    }

    // MARK: Reading

    /// - Returns: nil if the block is no header that ``encoded`` writes.
    static func decode(_ block: [UInt8]) -> (kind: Kind, header: TarHeader)? {
        guard block.count == Self.block, let kind = Kind(rawValue: block[typeField]),
            block[magicField].elementsEqual("ustar\u{0}00".utf8),
            let sum = number(block[checksumField]), sum == Int64(checksum(block)),
            let bytes = number(block[sizeField]), let modified = number(block[136..<148])
        else { return nil }
        let name = block[nameField].prefix { $0 != 0 }
        guard let path = String(validating: name, as: UTF8.self) else { return nil }
        return (kind, TarHeader(path: path, bytes: bytes, modified: modified))
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.prefix { $0 != 0 && $0 != 0x20 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// This header with what an extended header says of it; nil if that can't be read.
    func extended(by body: [UInt8]) -> TarHeader? {
        var (header, rest) = (self, body[...])
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: 0x20),
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space - rest.startIndex + 2, length <= rest.count
            else { return nil }
            let line = rest[(space + 1)..<(rest.startIndex + length)]
            guard line.last == 0x0A, let equals = line.firstIndex(of: 0x3D),
                let value = String(validating: line[(equals + 1)...].dropLast(), as: UTF8.self)
            else { return nil }
            switch String(decoding: line[..<equals], as: UTF8.self) {
            case "path": header.path = value
            case "size":
                guard let bytes = Int64(value), bytes >= 0 else { return nil }
                header.bytes = bytes
            default: return nil
            }
            rest = rest.dropFirst(length)
        }
        return header
    }

    /// Whether the path lies below the folder that the archive is unpacked into, whatever that is.
    var isPathSafe: Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return path.utf8.count <= 4_000 && !path.utf8.contains(0)
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}
