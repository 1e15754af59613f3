internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Downloads published files, goes on where an earlier attempt stopped, and checks the hash before anything reads them.
///
///     let download = ModelDownload(folder: data.models, mirror: nil)
///     let path = try await download.fetch(entry.weights) { print($0.received) }
public struct ModelDownload: Sendable {
    /// How far a download is.
    public struct Progress: Sendable, Equatable {
        /// The file's name.
        public let file: String
        /// Bytes on the disk, those of earlier attempts included.
        public let received: Int
        /// The file's length; nil if nobody says it.
        public let total: Int?
    }

    /// Which files are taken although they differ from the ones that were pinned. A file that was taken is pinned.
    public enum Changes: Sendable, Equatable {
        /// None.
        case none
        /// A file with this SHA-256, in hexadecimal.
        case file(sha256: String)
        /// Any.
        case any
    }

    /// Where files are kept until their model is installed.
    let folder: String
    let pinned: PinnedHashes
    private let mirror: String?
    private let changes: Changes

    /// The longest file that is accepted if the registry does not say how long it is.
    private static let maximumBytes = 16 << 30
    private static let attempts = 5

    /// - Parameters:
    ///   - folder: the models folder.
    ///   - mirror: an address below which all files lie, by their names, in place of their makers' addresses.
    ///   - changes: which files may differ from the ones that were pinned.
    public init(folder: String, mirror: String?, accepting changes: Changes = .none) {
        self.folder = "\(folder)/.downloads"
        pinned = PinnedHashes(folder: folder)
        self.mirror = mirror
        self.changes = changes
    }

    /// Downloads a file, or takes one that is whole already.
    ///
    /// - Parameter progress: called often.
    /// - Throws: ``ModelInstallError``; what has arrived stays for the next attempt unless it is the wrong file.
    public func fetch(
        _ file: PublishedFile, progress: @escaping @Sendable (Progress) -> Void
    ) async throws(ModelInstallError) -> DownloadedFile {
        guard let address = address(of: file) else {
            throw .notDownloadable(file: file.file, obtain: file.obtain ?? "Its makers do not offer it.")
        }
        // Files of several models have one name, and without a hash only their addresses tell them apart.
        let path =
            "\(folder)/\(file.sha256?.prefix(16) ?? FileHash.sha256(ofText: address).prefix(16))-\(file.file)"
        if FileManager.default.fileExists(atPath: path) {
            return downloaded(file, path, try verified(path, file))
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .storage(detail: "\(folder) can't be made: \(error.localizedDescription)")
        }
        let partial = PartialFile(path + ".part")
        try await receive(file, from: address, into: partial, progress)
        let hash = try verified(partial.path, file)
        try partial.rename(to: path)
        return downloaded(file, path, hash)
    }

    private func downloaded(_ file: PublishedFile, _ path: String, _ hash: String) -> DownloadedFile {
        // A mirror's address may have a password.
        let host = mirror.map { URL(string: $0)?.host ?? "a mirror" }
        let origin = host.map { "\(file.file) of \($0)" } ?? file.address ?? file.file
        return DownloadedFile(published: file, path: path, origin: origin, sha256: hash)
    }

    func address(of file: PublishedFile) -> String? {
        guard let mirror else { return file.address }
        return (mirror.hasSuffix("/") ? mirror : mirror + "/") + file.file
    }

    /// The hash of a file that is the published one, or the one that was pinned.
    private func verified(_ path: String, _ file: PublishedFile) throws(ModelInstallError) -> String {
        let found = try FileHash.sha256(of: path)
        if let expected = file.sha256 {
            if found.hasPrefix(expected) { return found }
            // It would be the wrong file again next time; one that can't be removed is refused again.
            try? FileManager.default.removeItem(atPath: path)
            throw .wrongHash(file: file.file, expected: expected, found: found)
        }
        if changes == .any || changes == .file(sha256: found) { return found }
        guard let pin = try pinned.pin(of: file), pin.sha256 != found else { return found }
        // The same.
        try? FileManager.default.removeItem(atPath: path)
        throw .changed(file: file.file, pinned: pin.sha256, found: found)
    }

    // MARK: Receiving

    private func receive(
        _ file: PublishedFile, from address: String, into partial: PartialFile,
        _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws(ModelInstallError) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .follow(max: 10, allowCycles: false))
        configuration.timeout = .init(connect: .seconds(20), read: .seconds(60))
        // A port that refuses will go on refusing.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var problem: ModelInstallError?
        for attempt in 1...Self.attempts {
            let before = partial.count
            do {
                try await receiveOnce(client, file, address, partial, progress)
                problem = nil
                break
            } catch {
                problem = Self.problem(error, file, address)
                // Only a connection that broke is worth another attempt.
                guard partial.count > before, attempt < Self.attempts, !Task.isCancelled else { break }
            }
        }
        // Nothing is in flight any more; what shutting down says does not matter to the file.
        try? await client.shutdown()
        if let problem { throw problem }
    }

    private func receiveOnce(
        _ client: HTTPClient, _ file: PublishedFile, _ address: String, _ partial: PartialFile,
        _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws {
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "User-Agent", value: "lookalike")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        let begin = partial.resumable
        if let begin {
            request.headers.add(name: "Range", value: "bytes=\(begin.offset)-")
            request.headers.add(name: "If-Range", value: begin.tag)
        }
        let response = try await client.execute(request, deadline: .distantFuture)
        var received: Int
        switch response.status.code {
        case 200: received = 0
        case 206: received = begin?.offset ?? 0
        default: throw Refusal(status: Int(response.status.code), reason: response.status.reasonPhrase)
        }
        let rest = response.headers.first(name: "Content-Length").flatMap { Int($0) }
        let total = file.bytes ?? rest.map { $0 + received }
        let limit = file.bytes ?? Self.maximumBytes
        let tag = response.headers.first(name: "ETag") ?? response.headers.first(name: "Last-Modified")
        let writer = try partial.begin(at: received, tag: tag)
        defer { writer.close() }
        for try await buffer in response.body {
            received += buffer.readableBytes
            guard received <= limit else { throw Refusal(detail: "it is longer than \(limit) bytes") }
            try writer.write(Data(buffer.readableBytesView))
            progress(Progress(file: file.file, received: received, total: total))
        }
        if let total, received < total { throw Refusal(detail: "the connection ended early") }
        try writer.synchronize()
    }

    private struct Refusal: Error {
        let detail: String

        init(detail: String) { self.detail = detail }
        init(status: Int, reason: String) { detail = "its server answers \(status) \(reason)" }
    }

    private static func problem(
        _ error: any Error, _ file: PublishedFile, _ address: String
    ) -> ModelInstallError {
        if let error = error as? ModelInstallError { return error }
        let host = URL(string: address)?.host ?? address
        let detail = (error as? Refusal)?.detail ?? "\(host) can't be reached (\(error))"
        return .download(
            file: file.file,
            detail:
                "\(detail). Download \(address) on a machine that can and use 'lookalike models import', or name "
                + "a mirror (--mirror, LOOKALIKE_MODEL_MIRROR).")
    }
}
