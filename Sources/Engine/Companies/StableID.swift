internal import Crypto
internal import Foundation

/// UUIDs that depend on their input only.
enum StableID {
    /// RFC 9562, 6.6: the namespace for URLs.
    private static let namespace: [UInt8] = [
        0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
    ]

    /// Version 5 (RFC 9562, 5.5) of `<company>/<path>`. Company names have no slash, so different pairs give
    /// different texts.
    static func image(company: String, path: String) -> UUID {
        var hash = Array(Insecure.SHA1.hash(data: namespace + Array("\(company)/\(path)".utf8)).prefix(16))
        hash[6] = hash[6] & 0x0F | 0x50
        hash[8] = hash[8] & 0x3F | 0x80
        return UUID(
            uuid: (
                hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7], hash[8], hash[9],
                hash[10], hash[11], hash[12], hash[13], hash[14], hash[15]
            ))
    }
}
