import Foundation
import LookalikePictures
import LookalikeVideo
import TestSupport
import Testing

@Suite("Reading of videos", .timeLimit(.minutes(10)))
struct VideoReaderTests {
    private static let scenes = [TestVideo.Scene(1, 2), .init(2, 3), .init(3, 1.48)]

    /// The times of the frames that are kept.
    private func kept(_ path: String, every: Double = 60) throws -> [Double] {
        var frames = VideoFrames(try VideoReader(path), every: every, longSide: 320)
        var times: [Double] = []
        while let frame = try frames.next() { times.append(frame.seconds) }
        return times
    }

    struct Kind: Sendable, CustomTestStringConvertible {
        let ending: String
        let options: String
        let mediaType: String
        var testDescription: String { "\(ending) \(options)" }
    }

    private static let h264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
    static let kinds = [
        Kind(ending: "mp4", options: h264, mediaType: "video/mp4"),
        Kind(ending: "mov", options: h264 + " -bf 2", mediaType: "video/mp4"),
        Kind(ending: "m4v", options: h264, mediaType: "video/mp4"),
        Kind(ending: "mkv", options: h264, mediaType: "video/x-matroska"),
        Kind(ending: "webm", options: "-c:v libvpx -b:v 1M -deadline realtime", mediaType: "video/webm"),
        Kind(ending: "webm", options: "-c:v libvpx-vp9 -b:v 1M -deadline realtime", mediaType: "video/webm"),
        Kind(ending: "avi", options: "-c:v mpeg4 -q:v 3", mediaType: "video/x-msvideo"),
        Kind(ending: "avi", options: "-c:v mjpeg -q:v 3", mediaType: "video/x-msvideo"),
        Kind(ending: "mpg", options: "-c:v mpeg2video -q:v 3", mediaType: "video/mpeg"),
        Kind(ending: "ts", options: h264, mediaType: "video/mp2t"),
        Kind(ending: "ogv", options: "-c:v libtheora -q:v 7", mediaType: "video/ogg"),
        Kind(ending: "wmv", options: "-c:v wmv2 -b:v 2M", mediaType: "video/x-ms-wmv"),
        Kind(ending: "flv", options: "-c:v flv -q:v 3", mediaType: "video/x-flv"),
        Kind(
            ending: "mp4", options: "-c:v libx265 -preset ultrafast -x265-params log-level=none",
            mediaType: "video/mp4"),
    ]

    @Test(arguments: kinds) func scenesBeginAtTheirTimes(_ kind: Kind) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/scenes.\(kind.ending)"
        try await TestVideo.write(Self.scenes, to: path, options: kind.options)
        #expect(try kept(path) == [0, 2, 5])
        let info = try VideoReader(path).info
        #expect(info.mediaType == kind.mediaType)
        if let duration = info.duration { #expect(abs(duration - 6.48) < 0.5) }
    }

    @Test func aLongSceneThatMovesHasAFrameEveryFewSeconds() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/moving.mp4"
        try await TestVideo.ffmpeg("-f lavfi -i mandelbrot=s=160x120:r=25 -t 9 \(Self.h264) '\(path)'")
        #expect(try kept(path, every: 2) == [0, 2, 4, 6, 8])
    }

    @Test(arguments: kinds.prefix(9)) func aFrameIsFoundByItsTime(_ kind: Kind) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/scenes.\(kind.ending)"
        try await TestVideo.write(Self.scenes, to: path, options: kind.options)
        var frames = VideoFrames(try VideoReader(path), every: 60, longSide: 100)
        while let frame = try frames.next() {
            let found = try VideoReader.frame(at: frame.seconds, of: path, longSide: 100)
            #expect(found.seconds == frame.seconds)
            #expect(found.pixels == frame.pixels)
        }
        #expect(throws: VideoError.noFrame(seconds: 100)) {
            try VideoReader.frame(at: 100, of: path)
        }
    }

    @Test func aFrameLooksLikeItsPicture() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/one.mp4"
        try await TestVideo.write([.init(7, 0.4)], to: path, width: 320, height: 240)
        let pixels = try VideoReader.frame(at: 0, of: path).pixels
        let expected = TestScene.pixels(seed: 7, width: 320, height: 240)
        #expect(pixels.size == expected.size)
        let difference = zip(pixels.bytes, expected.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        // Half of the colour's resolution is lost, and some of its brightness.
        #expect(Double(difference) / Double(expected.bytes.count) < 6)
    }

    @Test func theContainersTurnIsApplied() async throws {
        let folder = try TemporaryFolder()
        let (flat, turned) = ("\(folder.path)/flat.mp4", "\(folder.path)/turned.mp4")
        try await TestVideo.write([.init(7, 0.4)], to: flat, width: 160, height: 120)
        try await TestVideo.ffmpeg("-i '\(flat)' -c copy -metadata:s:v rotate=90 '\(turned)'")
        let picture = try VideoReader.frame(at: 0, of: turned)
        #expect(picture.size == PixelSize(width: 120, height: 160))
        let shown = "\(folder.path)/shown.png"
        // FFmpeg's program turns frames as players do.
        try await TestVideo.ffmpeg("-i '\(turned)' -frames:v 1 '\(shown)'")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: shown)))
        let expected = try PictureDecoder.decode(bytes).pixels
        #expect(picture.pixels.size == expected.size)
        #expect(difference(picture.pixels, expected) < 10)
    }

    private func difference(_ a: PixelBuffer, _ b: PixelBuffer) -> Double {
        Double(zip(a.bytes, b.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(a.bytes.count)
    }

    @Test func pixelsThatAreNotSquareAreStretched() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/wide.mp4"
        try await TestVideo.write([.init(7, 0.4)], to: path, options: Self.h264 + " -aspect 16:9")
        #expect(try VideoReader.frame(at: 0, of: path).size == PixelSize(width: 213, height: 120))
    }

    @Test func highDynamicRangeIsCompressedAndTenBitsAreRead() async throws {
        let folder = try TemporaryFolder()
        let (plain, wide) = ("\(folder.path)/plain.mp4", "\(folder.path)/wide.mp4")
        let ten = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -x265-params log-level=none"
        try await TestVideo.write([.init(7, 0.4)], to: plain, options: ten)
        #expect(try kept(plain) == [0])
        let tags = ":colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
        try await TestVideo.ffmpeg(
            "-f lavfi -i color=gray:s=64x64:r=25 -t 0.4 -vf format=yuv420p10le \(ten)\(tags) '\(wide)'")
        let level = try #require(try VideoReader.frame(at: 0, of: wide).pixels.bytes.first)
        // Half of PQ's scale is 92 cd/m², which is below white at 203 (ITU-R BT.2100): about 0.45 of its light.
        #expect((150...200).contains(level))
    }

    @Test(arguments: ["jpg", "txt", "m4a"]) func otherFilesAreNoVideos(_ ending: String) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/file.\(ending).mp4"
        switch ending {
        case "jpg": try folder.write(try TestPicture.jpeg(seed: 1), to: "file.jpg.mp4")
        case "txt":
            try folder.write(Array("#EXTM3U\n#EXTINF:1\nhttp://localhost/a.ts\n".utf8), to: "file.txt.mp4")
        default: try await TestVideo.ffmpeg("-f lavfi -i sine=d=1 -c:a aac -f mp4 '\(path)'")
        }
        let error = #expect(throws: VideoError.self) { try VideoReader(path) }
        #expect([.noVideo, .damaged].contains(error))
        #expect(throws: VideoError.unreadable(detail: "No such file or directory")) {
            try VideoReader("\(folder.path)/none.mp4")
        }
        #expect(throws: VideoError.unreadable(detail: "it is not a file")) { try VideoReader(folder.path) }
    }

    @Test func framesThatAreTooLargeAreRefused() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/large.mp4"
        try await TestVideo.write([.init(7, 0.4)], to: path)
        #expect(throws: VideoError.tooManyPixels(limit: 10_000)) {
            try VideoReader(path, limits: VideoLimits(maximumPixels: 10_000))
        }
    }

    @Test func aStoppedReaderGivesNoMore() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/some.mp4"
        try await TestVideo.write([.init(7, 2)], to: path)
        let reader = try VideoReader(path)
        #expect(try reader.next() != nil)
        reader.stop()
        #expect(throws: VideoError.stopped) { try reader.next() }
        #expect(throws: VideoError.stopped) { while try reader.next() != nil {} }
    }

    @Test(arguments: kinds.prefix(12)) func aFileThatIsCutShortGivesWhatItHas(_ kind: Kind) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/whole.\(kind.ending)"
        let faststart = kind.ending == "mp4" || kind.ending == "mov" ? " -movflags +faststart" : ""
        try await TestVideo.write(Self.scenes, to: path, options: kind.options + faststart)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let cut = try folder.write(Array(whole.prefix(whole.count * 2 / 3)), to: "cut.\(kind.ending)")
        do {
            let times = try kept(cut)
            #expect(times.first == 0 && times.allSatisfy { [0, 2, 5].contains($0) })
        } catch {
            #expect([.damaged, .noVideo].contains(error as? VideoError))
        }
    }
}
