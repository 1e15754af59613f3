internal import Foundation

/// Hashes of published files whose makers publish no hash: those of the first download that became a model. Later downloads
/// have to be equal.
///
/// A file each in `.pinned` of the models folder, so that two downloads at once don't lose one another's.
struct PinnedHashes: Sendable {
    struct Pin: Codable, Sendable, Equatable {
        var file: String
        var address: String?
        var bytes: Int
        var sha256: String
    }

    private let folder: String

    /// - Parameter folder: the models folder.
    init(folder: String) { self.folder = "\(folder)/.pinned" }

    /// A published file is known by its makers' address, wherever it is downloaded from.
    private func path(of file: PublishedFile) -> String {
        "\(folder)/\(FileHash.sha256(ofText: file.address ?? file.file).prefix(16))-\(file.file).json"
    }

    func has(_ file: PublishedFile) -> Bool { FileManager.default.fileExists(atPath: path(of: file)) }

    /// Nil if the file was never downloaded.
    func pin(of file: PublishedFile) throws(ModelInstallError) -> Pin? {
        guard has(file) else { return nil }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path(of: file)))
            return try JSONDecoder().decode(Pin.self, from: data)
        } catch {
            throw .storage(
                detail: "The pinned hash in \(path(of: file)) can't be read: \(error.localizedDescription) "
                    + "Remove that file to trust the next download.")
        }
    }

    func set(_ file: PublishedFile, bytes: Int, sha256: String) throws(ModelInstallError) {
        let pin = Pin(file: file.file, address: file.address, bytes: bytes, sha256: sha256)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(pin).write(to: URL(fileURLWithPath: path(of: file)), options: .atomic)
        } catch {
            throw .storage(
                detail: "The hash of \(file.file) can't be pinned: \(error.localizedDescription)")
        }
    }
}

/// What a model's downloaded files are compared with.
public enum HashSource: String, Sendable, Codable, CaseIterable {
    /// The hashes that their makers publish.
    case published
    /// Those of the first download on this machine: no hash is published.
    case pinned
    /// Nothing yet: no hash is published, and the first download will be pinned.
    case firstDownload = "first_download"
}
