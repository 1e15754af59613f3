import Foundation
import LookalikeZlib

/// What the fuzzers share: numbers by chance, and damage of a few bytes.
enum Damage {
    /// How many files of each kind are made: `LOOKALIKE_FUZZ`.
    static func count(usually: Int) -> Int { setting("LOOKALIKE_FUZZ") ?? usually }

    /// The same numbers for a kind and a `LOOKALIKE_FUZZ_SEED`, which is 0 unless it is set.
    static func random(_ kind: String) -> SplitMix64 {
        SplitMix64(state: UInt64(kind.utf8.count) &+ UInt64(setting("LOOKALIKE_FUZZ_SEED") ?? 0) << 32)
    }

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// Writes a number at the edge of what a length, a count or an address may be.
    static func setExtreme(_ bytes: inout [UInt8], _ place: Int, _ random: inout SplitMix64) {
        let numbers: [UInt64] = [
            0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
            0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max, 1 << 40, 1 << 62, UInt64(bytes.count),
            UInt64(random.below(bytes.count) & ~7),
        ]
        let number = numbers[random.below(numbers.count)]
        for index in 0..<(1 << random.below(4)) where place + index < bytes.count {
            bytes[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
        }
    }

    /// Gives the members of a zip archive the checksums of what they hold now, so that damage gets past them.
    static func repairChecksums(_ archive: inout [UInt8]) {
        func number(_ place: Int, _ size: Int) -> Int {
            (0..<size).reduce(0) { $0 | Int(archive[place + $1]) << (8 * $1) }
        }
        var entry = 0
        while entry + 46 <= archive.count {
            guard archive[entry...].starts(with: [0x50, 0x4B, 1, 2]) else {
                entry += 1
                continue
            }
            defer { entry += 46 }
            let (method, packed, size) = (number(entry + 10, 2), number(entry + 20, 4), number(entry + 24, 4))
            let header = number(entry + 42, 4)
            guard header + 30 <= archive.count else { continue }
            let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
            guard start <= archive.count, packed <= archive.count - start, size <= 1 << 20 else { continue }
            let held = archive[start..<start + packed]
            // What can't be inflated needs no checksum.
            guard let bytes = method == 0 ? Array(held) : try? inflate(held, .raw, limit: size) else {
                continue
            }
            var crc = CRC32()
            crc.update(bytes)
            for index in 0..<4 { archive[entry + 16 + index] = UInt8(crc.value >> (8 * index) & 0xFF) }
        }
    }
}

/// Sebastiano Vigna's generator: the same numbers for a seed everywhere.
struct SplitMix64 {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) % UInt64(bound))
    }
}
