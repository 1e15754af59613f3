internal import Foundation
internal import LookalikePictures

/// Videos made by the tests with FFmpeg's program: scenes of still pictures, with known times.
public enum TestVideo {
    /// A picture that is shown for a while.
    public struct Scene: Sendable {
        /// Of ``TestScene/pixels(seed:width:height:)``.
        public let seed: UInt64
        /// How long, a multiple of 0.04.
        public let seconds: Double

        /// A picture of a seed, for some seconds.
        public init(_ seed: UInt64, _ seconds: Double) {
            (self.seed, self.seconds) = (seed, seconds)
        }
    }

    /// FFmpeg could not make a video; what it said.
    public struct Failure: Error {
        /// The end of its output.
        public let output: String
    }

    /// Writes a video of 25 frames a second.
    ///
    /// - Parameters:
    ///   - path: its extension says the container.
    ///   - options: of FFmpeg, for the output; H.264 where none are given.
    public static func write(
        _ scenes: [Scene], to path: String, width: Int = 160, height: Int = 120,
        options: String = "-c:v libx264 -preset ultrafast -crf 18 -pix_fmt yuv420p"
    ) async throws {
        let folder = try TemporaryFolder()
        var inputs = ""
        for (number, scene) in scenes.enumerated() {
            let pixels = TestScene.pixels(seed: scene.seed, width: width, height: height)
            let picture = try folder.write(PNGEncoder.encode(pixels), to: "\(number).png")
            inputs += "-loop 1 -framerate 25 -t \(scene.seconds) -i '\(picture)' "
        }
        let joined = scenes.indices.map { "[\($0):v]" }.joined() + "concat=n=\(scenes.count):v=1[v]"
        try await ffmpeg("\(inputs) -filter_complex '\(joined)' -map '[v]' -r 25 \(options) '\(path)'")
        withExtendedLifetime(folder) {}
    }

    /// Runs FFmpeg's program.
    ///
    /// - Throws: ``Failure``.
    public static func ffmpeg(_ arguments: String) async throws {
        let result = try await Shell.run("ffmpeg -nostdin -hide_banner -loglevel error -y \(arguments)")
        guard result.code == 0 else { throw Failure(output: result.output) }
    }
}
