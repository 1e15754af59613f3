internal import Crypto
internal import Foundation
internal import LookalikeJSON

/// The cache file that makes a cached vector file usable: facts and names, protected by a checksum.
///
///     bytes 0 ..< 8        "LKCOMPNY"
///     8 ..< 24             MD5 of all that follows
///     24 ..< 32            how many bytes the facts take
///     the facts            JSON
///     the names            ``ImageNames``
enum CompanyRecordFile {
    private static let magic = Array("LKCOMPNY".utf8)

    static func bytes(_ facts: CompanyFacts, _ names: ImageNames) throws -> [UInt8] {
        let json = Array(try JSONEncoder().encode(facts))
        let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) }
        let body = length + json + names.bytes
        return magic + Array(Insecure.MD5.hash(data: body)) + body
    }

    /// - Returns: nil where it is not there, not whole, or of another version.
    static func read(_ path: String) -> (facts: CompanyFacts, names: ImageNames)? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let bytes = [UInt8](data)
        guard bytes.count >= 32, bytes.starts(with: magic),
            Array(Insecure.MD5.hash(data: bytes[24...])) == Array(bytes[8..<24])
        else { return nil }
        let length = bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        }
        guard length <= UInt64(bytes.count - 32) else { return nil }
        let json = bytes[32..<(32 + Int(length))]
        guard let facts = try? JSONDecoder().decode(CompanyFacts.self, from: Data(json)),
            facts.version == CompanyFacts.currentVersion,
            let names = ImageNames(bytes[(32 + Int(length))...]), names.count == facts.count
        else { return nil }
        return (facts, names)
    }
}
