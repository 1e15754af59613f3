import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeModelRegistry
import Synchronization
import TestSupport
import Testing
import WeightFormula

/// Files whose makers publish no hash.
@Suite(.timeLimit(.minutes(10))) struct PinningTests {
    private static func file(_ base: String) -> PublishedFile {
        var file = PublishedFile(file: "weights.bin")
        file.address = "\(base)/weights.bin"
        return file
    }

    /// Downloads a file as the one of a model that is then installed.
    private static func install(_ file: PublishedFile, _ download: ModelDownload) async throws {
        try download.finish(DownloadedModel(files: [try await download.fetch(file) { _ in }]))
    }

    @Test func aFileThatChangedSinceTheFirstDownloadIsRefused() async throws {
        let folder = try TemporaryFolder()
        let server = FileServer([1, 2, 3])
        try await server.run { base in
            let download = ModelDownload(folder: folder.path, mirror: nil)
            let file = Self.file(base)
            try await Self.install(file, download)
            try await Self.install(file, download)
            server.state.withLock { ($0.content, $0.tag) = ([1, 2, 4], "\"2\"") }
            let refusal = await #expect(throws: ModelInstallError.self) {
                try await download.fetch(file) { _ in }
            }
            let text = "\(try #require(refusal))"
            #expect(text.contains("weights.bin is not the file that was downloaded here first"), "\(text)")
            #expect(text.contains("--accept-changed") && text.contains("accept_changed"))
            // From a mirror it is the same published file.
            await #expect(throws: try #require(refusal)) {
                try await ModelDownload(folder: folder.path, mirror: base).fetch(file) { _ in }
            }
            let trusting = ModelDownload(folder: folder.path, mirror: nil, accepting: .any)
            try await Self.install(file, trusting)
            try await Self.install(file, download)
            server.state.withLock { ($0.content, $0.tag) = ([1, 2, 3], "\"1\"") }
            await #expect(throws: ModelInstallError.self) { try await download.fetch(file) { _ in } }
        }
    }

    /// Such as the page of a network that asks for a password.
    @Test func whatNeverBecameAModelIsNotPinned() async throws {
        let folder = try TemporaryFolder()
        let server = FileServer([1, 2, 3])
        try await server.run { base in
            let download = ModelDownload(folder: folder.path, mirror: nil)
            let file = try await download.fetch(Self.file(base)) { _ in }
            try FileManager.default.removeItem(atPath: file.path)
            server.state.withLock { ($0.content, $0.tag) = ([4], "\"2\"") }
            #expect(try await download.fetch(Self.file(base)) { _ in }.sha256 != file.sha256)
        }
    }

    @Test func aDamagedPinIsNamedAndStays() async throws {
        let folder = try TemporaryFolder()
        try await FileServer([1, 2, 3]).run { base in
            let download = ModelDownload(folder: folder.path, mirror: nil)
            try await Self.install(Self.file(base), download)
            let pins = folder.path + "/.pinned"
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: pins).first)
            try Data("{".utf8).write(to: URL(filePath: "\(pins)/\(name)"))
            let error = await #expect(throws: ModelInstallError.self) {
                try await download.fetch(Self.file(base)) { _ in }
            }
            #expect("\(try #require(error))".contains("\(pins)/\(name) can't be read"))
            #expect(FileManager.default.contents(atPath: "\(pins)/\(name)") == Data("{".utf8))
        }
    }

    @Test func theListSaysWhatADownloadIsComparedWith() async throws {
        let folder = try TemporaryFolder()
        let registry = try ModelRegistry(json: RegistryAsset.json)
        let download = ModelDownload(folder: folder.path, mirror: nil)
        #expect(download.hashSource(of: try registry.entry(named: "resnet50")) == .published)
        #expect(download.hashSource(of: try registry.entry(named: "mobilenet-v1")) == .firstDownload)
        #expect(download.canFetch(try registry.entry(named: "mobilenet-v1")))
        let byHand = try registry.entry(named: "efficientnet-lite0")
        #expect(!download.canFetch(byHand))
        #expect(ModelDownload(folder: folder.path, mirror: "http://mirror").canFetch(byHand))
    }

    @Test func aPulledModelSaysThatItsHashIsPinned() async throws {
        let folder = try TemporaryFolder()
        let weights = folder.path + "/resnet18.safetensors"
        try ParityFixture.named("resnet18").checkpoint.writeSafetensors(to: weights)
        let content = Array(try #require(FileManager.default.contents(atPath: weights)))
        try await FileServer(content).run { base in
            var entry = try ModelRegistry(json: RegistryAsset.json).entry(named: "resnet18")
            (entry.weights.sha256, entry.weights.bytes) = (nil, nil)
            entry.weights.address = "\(base)/resnet18.safetensors"
            let models = folder.path + "/models"
            let download = ModelDownload(folder: models, mirror: nil)
            let files = try await download.fetch(entry) { _ in }
            let model = try ModelInstaller(folder: models).install(entry, from: files, .init())
            #expect(download.hashSource(of: entry) == .firstDownload)
            try download.finish(files)
            #expect(download.hashSource(of: entry) == .pinned)
            let source = try #require(model.manifest.source)
            #expect(source.hasPrefix("\(base)/resnet18.safetensors (SHA-256 "), "\(source)")
            #expect(
                source.contains(", pinned at first download), resnet18, system preprocessing"), "\(source)")
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(models)/.downloads")
            #expect(left.isEmpty)
        }
    }
}
