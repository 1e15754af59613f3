import Foundation
import LookalikeVectorFormats

/// A folder of its own, removed with its last reference.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/lookalike-formats-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file there and says where.
    @discardableResult
    func write(_ bytes: [UInt8], _ name: String = "file") throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    @discardableResult
    func write(_ text: String, _ name: String = "file") throws -> String {
        try write(Array(text.utf8), name)
    }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

/// A file of which a few bytes are changed again and again; much faster than writing it anew.
final class PatchedFile {
    let path: String
    let intact: [UInt8]
    private let handle: FileHandle

    init(_ bytes: [UInt8], in scratch: Scratch) throws {
        intact = bytes
        path = try scratch.write(bytes, "patched")
        handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    }

    /// Calls with the file as it is with these bytes in it.
    func with(_ patches: [(offset: Int, bytes: [UInt8])], _ body: () throws -> Void) throws {
        for patch in patches { try write(patch.bytes, at: patch.offset) }
        try body()
        for patch in patches {
            try write(Array(intact[patch.offset..<(patch.offset + patch.bytes.count)]), at: patch.offset)
        }
    }

    /// Calls with the file with a few random bits of its first `count` bytes flipped.
    func withFlippedBits(in count: Int, _ random: inout Random, _ body: () throws -> Void) throws {
        var patches: [(offset: Int, bytes: [UInt8])] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let offset = Int.random(in: 0..<count, using: &random)
            patches.append((offset, [intact[offset] ^ 1 << UInt8.random(in: 0..<8, using: &random)]))
        }
        try with(patches, body)
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws {
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: bytes)
    }
}

func readBytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }

/// Little-endian bytes of a number.
func bytes<Number: BitwiseCopyable>(_ number: Number) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }

func bytes<Number: BitwiseCopyable>(of numbers: [Number]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

/// SplitMix64.
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

func randomVectors(_ count: Int, dimension: Int, seed: UInt64) -> [Float] {
    var random = Random(seed)
    return (0..<(count * dimension)).map { _ in Float.random(in: -1...1, using: &random) }
}

extension VectorTable {
    /// All vectors, read in blocks of uneven length.
    func readInBlocks(of rows: Int) throws -> [Float] {
        var values: [Float] = []
        for first in stride(from: 0, to: count, by: rows) {
            values += try read(first..<min(count, first + rows))
        }
        return values
    }
}
