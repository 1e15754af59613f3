import Foundation
import LookalikePictures
import LookalikeVideo
import TestSupport
import Testing

/// Damaged files give frames or a sentence, and never more than that.
@Suite("Damaged videos", .timeLimit(.minutes(10)))
struct VideoFuzzTests {
    /// How many changed files of each kind: `LOOKALIKE_FUZZ` of them, or a few.
    private static let count =
        ProcessInfo.processInfo.environment["LOOKALIKE_FUZZ"].flatMap(Int.init) ?? 8

    @Test(arguments: VideoReaderTests.kinds) func damage(_ kind: VideoReaderTests.Kind) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/whole.\(kind.ending)"
        try await TestVideo.write([.init(1, 0.6), .init(2, 0.6)], to: path, options: kind.options)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var random = SystemRandomNumberGenerator()
        for number in 0..<Self.count {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                // Headers are at the beginning or the end.
                let near = min(bytes.count, 600)
                let place =
                    switch number % 3 {
                    case 0: Int.random(in: 0..<near, using: &random)
                    case 1: bytes.count - 1 - Int.random(in: 0..<near, using: &random)
                    default: Int.random(in: 0..<bytes.count, using: &random)
                    }
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let changed = try folder.write(bytes, to: "changed.\(kind.ending)")
            read(changed)
        }
    }

    /// All frames, or a ``VideoError``.
    private func read(_ path: String) {
        do throws(VideoError) {
            let reader = try VideoReader(path, limits: VideoLimits(maximumPixels: 1_000_000))
            var frames = VideoFrames(reader, every: 1, longSide: 64)
            var last = -1.0
            while let frame = try frames.next() {
                #expect(frame.seconds > last && frame.pixels.width <= 64 && frame.pixels.height <= 64)
                last = frame.seconds
            }
        } catch {
            #expect(error != .stopped)
        }
    }
}
