internal import Crypto
internal import Foundation

/// The last but one member of a backup: what the others are, in their order. A backup that lacks it was not finished.
struct BackupManifest: Codable, Equatable {
    /// One file in the backup.
    struct Member: Codable, Equatable {
        var path: String
        var bytes: Int64
        /// Of its contents, in hexadecimal.
        var sha256: String
        /// Whether the data folder no longer had it at the moment that the backup keeps; nil means no.
        var isLeftOut: Bool?

        enum CodingKeys: String, CodingKey {
            case path, bytes, sha256
            case isLeftOut = "left_out"
        }
    }

    static let currentFormat = 1
    /// The folder of what is no part of the data folder.
    static let folder = "lookalike-backup"
    static let settings = "\(folder)/settings.json"
    static let path = "\(folder)/manifest.json"
    /// The last member: the manifest's own hash, as `sha256sum` writes it.
    static let hashPath = "\(folder)/manifest.sha256"
    static let start = "\(folder)/format.json"
    /// Manifests that are longer are not read.
    static let largest: Int64 = 1 << 31

    var format = currentFormat
    /// What wrote it.
    var program: String
    /// The moment that the backup keeps, in seconds since 1970.
    var moment: Double
    /// Of the archive, without the manifest and its hash.
    var members: [Member]

    var encoded: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Sound: texts and finite numbers can be encoded.
        return Array(try! encoder.encode(self))
    }

    static func hashLine(_ sha256: String) -> [UInt8] { Array("\(sha256)  manifest.json\n".utf8) }

    /// The first member: by it a program knows whether it can read the rest.
    static var startBytes: [UInt8] { Array("{\"format\": \(currentFormat)}\n".utf8) }

    /// - Throws: ``BackupError/newer(path:)``, ``BackupError/foreign(path:)``.
    static func checkStart(_ bytes: [UInt8], of path: String) throws(BackupError) {
        struct Start: Codable { var format: Int }
        // The error only says that it is another program's.
        guard let start = try? JSONDecoder().decode(Start.self, from: Data(bytes)) else {
            throw .foreign(path: path)
        }
        if start.format > currentFormat { throw .newer(path: path) }
    }

    /// The paths that count, each with its place in ``members``: the last of a path, unless that is left out.
    var kept: [String: Int] {
        var kept: [String: Int] = [:]
        for (index, member) in members.enumerated() {
            kept[member.path] = member.isLeftOut == true ? nil : index
        }
        return kept
    }
}
