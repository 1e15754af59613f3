internal import Crypto
internal import Foundation

/// Hashes of files.
enum FileHash {
    /// SHA-256 in hexadecimal, read in pieces.
    static func sha256(of path: String) throws(ModelInstallError) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw .storage(detail: "\(path) can't be opened.")
        }
        // Opened for reading, so nothing can be lost by closing it.
        defer { try? file.close() }
        var hash = SHA256()
        do {
            while let piece = try file.read(upToCount: 4 << 20), !piece.isEmpty { hash.update(data: piece) }
        } catch {
            throw .storage(detail: "\(path) can't be read: \(error.localizedDescription)")
        }
        return hexadecimal(hash.finalize())
    }

    /// SHA-256 of a text's UTF-8, in hexadecimal.
    static func sha256(ofText text: String) -> String { hexadecimal(SHA256.hash(data: Array(text.utf8))) }

    private static func hexadecimal(_ digest: SHA256Digest) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
