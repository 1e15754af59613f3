internal import Foundation
public import LookalikeEmbedding

/// A published file on this machine.
public struct DownloadedFile: Sendable, Equatable {
    /// What it should be.
    public let published: PublishedFile
    /// Where it lies until its model is installed.
    public let path: String
    /// Where it came from, for people.
    public let origin: String
    /// Of its bytes, in hexadecimal.
    public let sha256: String
}

/// All files of a published model on this machine.
public struct DownloadedModel: Sendable, Equatable {
    /// The weights, then the others, in the registry's order.
    public let files: [DownloadedFile]

    /// - Parameter files: the weights first.
    public init(files: [DownloadedFile]) { self.files = files }
}

extension ModelDownload {
    /// Downloads the weights and all other files of a model.
    ///
    /// - Throws: ``ModelInstallError``.
    public func fetch(
        _ entry: RegistryEntry, progress: @escaping @Sendable (Progress) -> Void
    ) async throws(ModelInstallError) -> DownloadedModel {
        var files: [DownloadedFile] = []
        for file in entry.allFiles { files.append(try await fetch(file, progress: progress)) }
        return DownloadedModel(files: files)
    }

    /// To be called when a model is installed and can be run: pins the hashes of files that have none published, and
    /// removes the downloaded files. What is no model is never pinned.
    ///
    /// - Throws: ``ModelInstallError/storage(detail:)``.
    public func finish(_ model: DownloadedModel) throws(ModelInstallError) {
        for file in model.files where file.published.sha256 == nil {
            // A file that can't be looked at any more was read a moment ago; its hash is what counts.
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            let bytes = attributes?[.size] as? Int ?? 0
            try pinned.set(file.published, bytes: bytes, sha256: file.sha256)
        }
        // A file that stays takes room only.
        for file in model.files { try? FileManager.default.removeItem(atPath: file.path) }
    }

    /// Whether all files of a model can be downloaded, from their makers or the mirror.
    public func canFetch(_ entry: RegistryEntry) -> Bool {
        entry.allFiles.allSatisfy { address(of: $0) != nil }
    }

    /// What a model's files are compared with when they are downloaded: the weakest, if its files differ in that.
    public func hashSource(of entry: RegistryEntry) -> HashSource {
        let without = entry.allFiles.filter { $0.sha256 == nil }
        if without.isEmpty { return .published }
        return without.allSatisfy(pinned.has) ? .pinned : .firstDownload
    }
}

extension RegistryEntry {
    /// The weights, then the others.
    var allFiles: [PublishedFile] { [weights] + (files ?? []) }
}

extension ModelInstaller {
    /// Installs a model that was downloaded.
    ///
    /// - Throws: as for a file of this machine.
    public func install(
        _ entry: RegistryEntry, from model: DownloadedModel, _ options: Options
    ) throws(ModelInstallError) -> InstalledModel {
        var options = options
        for file in model.files { options.files[file.published.file] = file.path }
        let weights = model.files[0]
        let pin = weights.published.sha256 == nil ? ", pinned at first download" : ""
        options.source = "\(weights.origin) (SHA-256 \(weights.sha256)\(pin))"
        return try install(entry, from: weights.path, options)
    }
}
