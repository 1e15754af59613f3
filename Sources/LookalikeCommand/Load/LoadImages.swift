import Foundation
import LookalikeDemoCatalogue
import LookalikeEngine
import LookalikePictures

/// Images in base64 that are sent many times, but never twice the same: a number after the image's end makes it new
/// for every cache, and decoders ignore it.
struct LoadImages: Sendable {
    /// In base64 without padding, so that more can be appended.
    private let texts: [String]
    /// Bytes of an image, on average.
    let meanBytes: Int

    var count: Int { texts.count }

    /// - Parameter directory: nil draws demo images.
    init(directory: String?) async throws {
        let images = if let directory { try Self.read(directory) } else { try await Self.draw() }
        texts = images.map { bytes in
            let padding = [UInt8](repeating: 0, count: (3 - bytes.count % 3) % 3)
            return Data(bytes + padding).base64EncodedString()
        }
        meanBytes = images.reduce(0) { $0 + $1.count } / max(1, images.count)
    }

    private static func draw() async throws -> [[UInt8]] {
        try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            let workers = ProcessInfo.processInfo.activeProcessorCount
            for worker in 0..<workers {
                group.addTask {
                    try stride(from: worker, to: DemoCatalogue.images.count, by: workers).map { index in
                        let image = DemoCatalogue.images[index].render()
                        return try JPEGEncoder.encode(
                            PixelBuffer(width: image.width, height: image.height, bytes: image.bytes),
                            quality: 90)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func read(_ directory: String) throws -> [[UInt8]] {
        let (files, problems, passedBy) = ImageList.expand([directory])
        for problem in problems { Terminal.complain("\(problem.path): \(problem.detail)") }
        PassedByText.note(passedBy.count, passedBy.kinds())
        // More would only fill the memory.
        let images = try files.prefix(1_000).map { path in
            try InputImage.read(path, limit: DecodingLimits().maximumBytes)
        }
        guard !images.isEmpty else { throw CommandFailure("There are no images in \(directory).") }
        return images
    }

    /// - Parameter number: makes the image unique.
    func text(_ number: UInt64, _ random: inout some RandomNumberGenerator) -> String {
        let tail = withUnsafeBytes(of: number.littleEndian) { Data($0) } + Data("load".utf8)
        return texts[Int.random(in: texts.indices, using: &random)] + tail.base64EncodedString()
    }
}
