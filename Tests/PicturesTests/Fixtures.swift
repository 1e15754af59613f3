import Foundation
import LookalikePictures
import Testing

/// The files that Tests/Fixtures/make_fixtures.py wrote.
enum Fixtures {
    struct Decoding: Codable, Sendable, CustomTestStringConvertible {
        let file: String
        let expected: String
        let width: Int
        let height: Int
        let tolerance: Int
        let mean: Double?
        let withoutAlpha: String?

        var testDescription: String { file }
    }

    struct Refused: Codable, Sendable, CustomTestStringConvertible {
        let file: String
        let error: String

        var testDescription: String { file }
    }

    struct Resizing: Codable, Sendable, CustomTestStringConvertible {
        let sourceWidth: Int
        let sourceHeight: Int
        let interpolation: Interpolation
        let box: [Double]?
        let expected: String
        let width: Int
        let height: Int

        var testDescription: String { expected }
    }

    struct PreprocessingCase: Codable, Sendable, CustomTestStringConvertible {
        let sourceWidth: Int
        let sourceHeight: Int
        let rule: Preprocessing
        let expected: String
        let width: Int
        let height: Int

        var testDescription: String { expected }
    }

    struct Cases: Codable, Sendable {
        let decoding: [Decoding]
        let refused: [Refused]
        let resizing: [Resizing]
        let preprocessing: [PreprocessingCase]
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures").standardizedFileURL

    static let cases: Cases = {
        do {
            let data = try Data(contentsOf: folder.appending(path: "fixtures.json"))
            return try JSONDecoder().decode(Cases.self, from: data)
        } catch {
            fatalError("the fixtures can't be read: \(error)")
        }
    }()

    static func picture(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "pictures/\(name)")))
    }

    static func expected(_ name: String, width: Int, height: Int) throws -> PixelBuffer {
        let data = try Data(contentsOf: folder.appending(path: "expected/\(name)"))
        return PixelBuffer(width: width, height: height, bytes: [UInt8](data))
    }

    /// All files, in a fixed order.
    static var allPictures: [(name: String, bytes: [UInt8])] {
        get throws {
            let names = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "pictures").path)
            return try names.sorted().map { ($0, try picture($0)) }
        }
    }

    /// `pattern` of make_fixtures.py.
    static func pattern(width: Int, height: Int) -> PixelBuffer {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<3 {
                    let wave = x * 7 + y * 13 + c * 31 + (x * y) % 17 * 9
                    let squares = (x / 23 + y / 19) % 2 * 97
                    bytes.append(UInt8((wave + squares) % 256))
                }
            }
        }
        return PixelBuffer(width: width, height: height, bytes: bytes)
    }
}

extension PixelBuffer {
    /// The largest and the mean difference of two pictures of one size.
    func difference(from other: PixelBuffer) -> (largest: Int, mean: Double) {
        precondition(size == other.size, "pictures of one size are compared")
        var (largest, sum) = (0, 0)
        for (a, b) in zip(bytes, other.bytes) {
            let difference = abs(Int(a) - Int(b))
            largest = max(largest, difference)
            sum += difference
        }
        return (largest, Double(sum) / Double(bytes.count))
    }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
