import Crypto
import Foundation
import LookalikeModelRegistry
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DownloadTests {
    private static let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

    private static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }

    private static func published(_ base: String, name: String = "weights.bin", hash: String? = nil)
        -> PublishedFile
    {
        var file = PublishedFile(file: name)
        file.address = "\(base)/\(name)"
        file.sha256 = hash ?? Self.hash(content)
        return file
    }

    private static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "lookalike-download-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test func aFileArrivesWholeAndIsTakenAgain() async throws {
        try await Self.withFolder { folder in
            let server = FileServer(Self.content)
            try await server.run { base in
                let download = ModelDownload(folder: folder, mirror: nil)
                let last = Mutex<ModelDownload.Progress?>(nil)
                let path = try await download.fetch(Self.published(base)) { progress in
                    last.withLock { $0 = progress }
                }.path
                #expect(FileManager.default.contents(atPath: path) == Data(Self.content))
                #expect(last.withLock { $0?.received } == Self.content.count)
                #expect(last.withLock { $0?.total } == Self.content.count)
                #expect(try await download.fetch(Self.published(base)) { _ in }.path == path)
                #expect(server.state.withLock { $0.ranges } == [""])
            }
        }
    }

    @Test func aBrokenDownloadGoesOnWhereItStopped() async throws {
        try await Self.withFolder { folder in
            let server = FileServer(Self.content, breaks: [100_000, 200_000])
            try await server.run { base in
                let path = try await ModelDownload(folder: folder, mirror: nil).fetch(Self.published(base)) {
                    _ in
                }.path
                #expect(FileManager.default.contents(atPath: path) == Data(Self.content))
                let ranges = server.state.withLock { $0.ranges }
                #expect(ranges.count == 3 && ranges[0] == "")
                #expect(ranges.dropFirst().allSatisfy { $0.hasPrefix("bytes=") })
            }
        }
    }

    /// The half that is there is of another file.
    @Test func aFileThatChangedMeanwhileIsReceivedAnew() async throws {
        try await Self.withFolder { folder in
            let server = FileServer(Self.content.reversed(), tag: "\"0\"", breaks: [100_000, 0])
            try await server.run { base in
                let download = ModelDownload(folder: folder, mirror: nil)
                await #expect(throws: ModelInstallError.self) {
                    try await download.fetch(Self.published(base)) { _ in }
                }
                server.state.withLock { ($0.content, $0.tag) = (Self.content, "\"1\"") }
                let path = try await download.fetch(Self.published(base)) { _ in }.path
                #expect(FileManager.default.contents(atPath: path) == Data(Self.content))
            }
        }
    }

    @Test func anotherFileThanThePublishedOneIsRefusedAndNotKept() async throws {
        try await Self.withFolder { folder in
            try await FileServer(Self.content).run { base in
                let download = ModelDownload(folder: folder, mirror: nil)
                let expected = Self.hash([1, 2, 3])
                await #expect(
                    throws: ModelInstallError.wrongHash(
                        file: "weights.bin", expected: expected, found: Self.hash(Self.content))
                ) {
                    try await download.fetch(Self.published(base, hash: expected)) { _ in }
                }
                let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/.downloads")
                #expect(left.allSatisfy { $0.hasSuffix(".tag") })
            }
        }
    }

    /// Without a hash, only their addresses tell them apart.
    @Test func filesOfOneNameAreNotTakenForEachOther() async throws {
        try await Self.withFolder { folder in
            try await FileServer(Self.content).run { base in
                let download = ModelDownload(folder: folder, mirror: nil)
                var (one, other) = (Self.published(base), Self.published(base))
                (one.sha256, other.sha256) = (nil, nil)
                other.address = "\(base)/other.bin"
                let first = try await download.fetch(one) { _ in }
                #expect(try await download.fetch(one) { _ in } == first)
                #expect(try await download.fetch(other) { _ in } != first)
            }
        }
    }

    @Test func aMirrorHasAllFilesByTheirNames() async throws {
        try await Self.withFolder { folder in
            try await FileServer(Self.content).run { base in
                var file = Self.published("http://192.0.2.1/elsewhere")
                file.file = "mirrored.bin"
                let path = try await ModelDownload(folder: folder, mirror: base).fetch(file) { _ in }.path
                #expect(path.hasSuffix("-mirrored.bin"))
            }
        }
    }

    @Test func aRefusalSaysWhatToDo() async throws {
        try await Self.withFolder { folder in
            try await FileServer(Self.content).run { base in
                let download = ModelDownload(folder: folder, mirror: nil)
                let missing = await #expect(throws: ModelInstallError.self) {
                    try await download.fetch(Self.published(base, name: "missing")) { _ in }
                }
                let text = "\(try #require(missing))"
                #expect(text.contains("404") && text.contains("models import") && text.contains("--mirror"))
            }
            // A port that nobody listens on.
            let away = await #expect(throws: ModelInstallError.self) {
                try await ModelDownload(folder: folder, mirror: nil)
                    .fetch(Self.published("http://127.0.0.1:9")) { _ in }
            }
            #expect("\(try #require(away))".contains("127.0.0.1 can't be reached"))
        }
    }

    @Test func whatCannotBeDownloadedSaysHowToGetIt() async throws {
        try await Self.withFolder { folder in
            var file = PublishedFile(file: "w.pth")
            file.obtain = "Ask its makers."
            await #expect(
                throws: ModelInstallError.notDownloadable(file: "w.pth", obtain: "Ask its makers.")
            ) {
                try await ModelDownload(folder: folder, mirror: nil).fetch(file) { _ in }
            }
        }
    }
}
