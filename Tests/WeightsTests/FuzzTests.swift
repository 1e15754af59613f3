import Foundation
import LookalikeWeights
import Testing

/// Files with damage: flipped bits, cut short, pieces put elsewhere, numbers made extreme. Whatever they are, they are read or
/// refused with a sentence; nothing crashes, hangs or takes memory without bound (of a tensor's elements: what
/// `WeightFile.open` promises).
///
/// `LOOKALIKE_FUZZ=100000 swift test -c release --filter WeightsTests.FuzzTests` makes so many of each kind;
/// `LOOKALIKE_FUZZ_SEED=2` makes others.
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

    static let count = Damage.count(usually: 2_000)

    @Test(arguments: kinds.keys.sorted()) func damagedFilesAreReadOrRefused(kind: String) throws {
        let sources = try Self.kinds[kind, default: []].map { try Fixtures.bytes($0) }
        var random = Damage.random(kind)
        let scratch = try ScratchFile([])
        var outcomes: [String: Int] = [:]
        for round in 0..<Self.count {
            let source = sources[round % sources.count]
            var bytes = Mutation.mutate(source, with: sources[(round / 3) % sources.count], &random)
            // Checksums would hide most damage from what reads it.
            if round % 4 != 0 { Damage.repairChecksums(&bytes) }
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
            default: Damage.setExtreme(&bytes, place, &random)
            }
        }
        return bytes
    }
}
