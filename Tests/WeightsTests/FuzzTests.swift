import Foundation
import LookalikeWeights
import Testing

/// Files with damage: flipped bits, cut short, pieces put elsewhere, numbers made extreme. Whatever they are, they are read or
/// refused with a sentence; nothing crashes, hangs or takes memory without bound (of a tensor's elements: what
/// `WeightFile.open` promises).
///
/// `LOOKALIKE_FUZZ=100000 swift test -c release --filter WeightsTests.FuzzTests` makes so many of each kind.
@Suite(.timeLimit(.minutes(60))) struct FuzzTests {
    static let kinds: [String: [String]] = [
        "safetensors": ["types.safetensors", "orig.safetensors", "unpadded.safetensors"],
        "zip": [
            "types.zip.pth", "layouts.zip.pth", "protocol5.zip.pth", "checkpoint.zip.pth", "deflated.zip.pth",
            "parameters.zip.pth", "ambiguous.zip.pth", "bigendian.zip.pth", "quantised.zip.pth",
        ],
        "legacy": [
            "types.legacy.pth", "layouts.legacy.pth", "protocol5.legacy.pth", "checkpoint.legacy.pth",
            "python2.pth.tar", "protocol1.pth", "views.pth", "deeper.legacy.pth",
        ],
        "tar": ["tar.pth"],
        "torchscript": ["script.pt", "scripthalf.pt", "traced.pt"],
    ]

    static let count = ProcessInfo.processInfo.environment["LOOKALIKE_FUZZ"].flatMap { Int($0) } ?? 2_000

    @Test(arguments: kinds.keys.sorted()) func damagedFilesAreReadOrRefused(kind: String) throws {
        let sources = try Self.kinds[kind, default: []].map { try Fixtures.bytes($0) }
        var random = SplitMix64(state: UInt64(kind.utf8.count))
        let scratch = try ScratchFile([])
        var outcomes: [String: Int] = [:]
        for round in 0..<Self.count {
            let source = sources[round % sources.count]
            let bytes = Mutation.mutate(source, with: sources[(round / 3) % sources.count], &random)
            try scratch.write(bytes)
            outcomes[Self.outcome(scratch.path, bytes.count), default: 0] += 1
        }
        // A fuzzer whose files all fail at once tests little.
        #expect(outcomes["read", default: 0] > Self.count / 50, "\(outcomes)")
        #expect(outcomes["refused", default: 0] > Self.count / 50, "\(outcomes)")
        #expect(outcomes["unbounded", default: 0] == 0)
        if Self.count > 10_000 { print("\(kind): \(Self.count) files: \(outcomes)") }
    }

    private static func outcome(_ path: String, _ size: Int) -> String {
        do throws(WeightFileError) {
            let file = try WeightFile.open(path)
            for tensor in file.tensors.values {
                let bytes = try tensor.bytes()
                // Deflated members have 64 MB at most.
                if tensor.count > max(65_536, 16 * (size + 1 << 26)) { return "unbounded" }
                if bytes.count != tensor.count * tensor.type.size { return "unbounded" }
                if try tensor.floats().count != tensor.count { return "unbounded" }
            }
            return "read"
        } catch {
            return error.description.isEmpty || error.description.contains("\n") ? "unbounded" : "refused"
        }
    }
}

/// Ways to damage a file.
private enum Mutation {
    static func mutate(_ source: [UInt8], with other: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = source
        for _ in 0...random.below(3) {
            guard !bytes.isEmpty else { break }
            let place = random.below(bytes.count)
            switch random.below(8) {
            case 0...2: bytes[place] ^= 1 << UInt8(random.below(8))
            case 3: bytes[place] = UInt8(random.below(256))
            case 4: if random.below(4) == 0 { bytes.removeLast(bytes.count - place) }
            case 5:
                let piece = other.dropFirst(random.below(other.count)).prefix(random.below(64))
                let end = min(bytes.count, place + (random.below(2) == 0 ? piece.count : 0))
                bytes.replaceSubrange(place..<end, with: piece)
            case 6: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(8)))
            default: setExtreme(&bytes, place, &random)
            }
        }
        return bytes
    }

    /// Writes a number at the edge of what a length or a count may be.
    private static func setExtreme(_ bytes: inout [UInt8], _ place: Int, _ random: inout SplitMix64) {
        let numbers: [UInt64] = [
            0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
            0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max, 1 << 40, 1 << 62, UInt64(bytes.count),
        ]
        let number = numbers[random.below(numbers.count)]
        for i in 0..<[1, 2, 4, 8][random.below(4)] where place + i < bytes.count {
            bytes[place + i] = UInt8(truncatingIfNeeded: number >> UInt64(8 * i))
        }
    }
}

/// Sebastiano Vigna's generator: the same numbers for a seed everywhere.
private struct SplitMix64 {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) % UInt64(bound))
    }
}
