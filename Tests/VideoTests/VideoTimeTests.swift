import Foundation
import LookalikeVideo
import TestSupport
import Testing

/// Times, ends and ways of storing pixels that are not the usual ones.
@Suite("Unusual videos", .timeLimit(.minutes(10)))
struct VideoTimeTests {
    private static let scenes = [TestVideo.Scene(1, 1), .init(2, 1)]

    private func kept(_ path: String) throws -> [Double] {
        var frames = VideoFrames(try VideoReader(path), every: 60, longSide: 320)
        var times: [Double] = []
        while let frame = try frames.next() { times.append(frame.seconds) }
        return times
    }

    @Test(arguments: ["yuyv422", "uyvy422", "nv12", "gray", "bgr24"])
    func scenesAreFoundHoweverPixelsLie(_ pixels: String) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/raw.avi"
        try await TestVideo.write(Self.scenes, to: path, options: "-c:v rawvideo -pix_fmt \(pixels)")
        #expect(try kept(path) == [0, 1])
        withExtendedLifetime(folder) {}
    }

    @Test func filesThatWereJoinedAreReadToTheEnd() async throws {
        let folder = try TemporaryFolder()
        let options = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
        var joined = Data()
        for (number, scenes) in [[TestVideo.Scene(1, 3), .init(2, 3)], [.init(3, 3), .init(4, 3)]]
            .enumerated()
        {
            let part = "\(folder.path)/\(number).ts"
            try await TestVideo.write(scenes, to: part, options: options)
            joined += try Data(contentsOf: URL(fileURLWithPath: part))
        }
        let path = try folder.write([UInt8](joined), to: "joined.ts")
        let times = try kept(path)
        #expect(times.count == 4 && times == times.sorted())
        #expect(try #require(times.last) > 8)
        let reader = try VideoReader(path)
        var last = -1.0
        while let frame = try reader.next() {
            #expect(frame.seconds >= last)
            last = frame.seconds
        }
        #expect(reader.hasJumped && last > 11)
        let found = try VideoReader.frame(at: times[3], of: path, seeks: false, longSide: 320)
        #expect(found.seconds == times[3])
        withExtendedLifetime(folder) {}
    }

    @Test func aWholeFileIsNotCutAndItsTimesGoOn() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/whole.mp4"
        try await TestVideo.write(Self.scenes, to: path)
        let reader = try VideoReader(path)
        while try reader.next() != nil {}
        #expect(!reader.isCut && !reader.hasJumped)
        withExtendedLifetime(folder) {}
    }
}
