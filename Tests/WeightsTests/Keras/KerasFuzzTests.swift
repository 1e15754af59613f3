import Foundation
import LookalikeWeights
import Testing

/// Keras' files with damage: bits flipped, numbers made extreme, pieces of the same length put elsewhere, cut short.
/// Whatever they are, they are read or refused with a sentence; libhdf5's crashes stay in its process.
///
/// `LOOKALIKE_FUZZ=30000 swift test -c release --filter KerasFuzzTests` makes so many of each kind.
@Suite(.timeLimit(.minutes(60))) struct KerasFuzzTests {
    static let kinds: [String: [String]] = [
        "names": [
            "keras2-weights.h5", "keras2-nested.h5", "keras3.h5", "layout-latest.h5", "layout-v110.h5",
            "layout-gzip.h5", "layout-tracked.h5",
        ],
        "positions": [
            "keras3.weights.h5", "keras3-nested.weights.h5", "keras3-bfloat16.weights.h5",
            "keras3-many.weights.h5",
        ],
        "archives": ["keras3.keras", "keras2.keras", "keras3-nested.keras"],
        "others": ["hdf5-types.h5", "hdf5-links.h5", "hdf5-created.h5", "hdf5-deep.h5"],
    ]

    static let count = ProcessInfo.processInfo.environment["LOOKALIKE_FUZZ"].flatMap { Int($0) } ?? 60

    @Test(arguments: kinds.keys.sorted()) func damagedFilesAreReadOrRefused(kind: String) throws {
        let files = try Self.kinds[kind, default: []].map { try KerasFixture($0) }
        let sources = try files.map { try $0.bytes }
        var random = SplitMix64(state: UInt64(kind.utf8.count))
        var outcomes: [String: Int] = [:]
        for round in 0..<Self.count {
            let file = files[round % files.count]
            let bytes = Self.mutate(sources[round % sources.count], &random)
            try file.write(bytes)
            outcomes[Self.outcome(file, bytes.count), default: 0] += 1
        }
        // A fuzzer whose files all fail at once tests little.
        if kind != "others" { #expect(outcomes["read", default: 0] > Self.count / 50, "\(outcomes)") }
        #expect(outcomes["refused", default: 0] > Self.count / 50, "\(outcomes)")
        #expect(outcomes["unbounded", default: 0] == 0)
        if Self.count > 10_000 { print("\(kind): \(Self.count) files: \(outcomes)") }
    }

    private static func outcome(_ fixture: KerasFixture, _ size: Int) -> String {
        do throws(WeightFileError) {
            let file = try fixture.open()
            for tensor in file.tensors.values {
                // What gzip makes of a byte, at most; chunks are as large when unpacked.
                if tensor.count > 1_100 * size { return "unbounded" }
                if try tensor.bytes().count != tensor.count * tensor.type.size { return "unbounded" }
            }
            return "read"
        } catch {
            return error.description.isEmpty || error.description.contains("\n") ? "unbounded" : "refused"
        }
    }

    /// HDF5 says where things are by their addresses, so that what is put in or taken out would break all of a file.
    private static func mutate(_ source: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = source
        let said = bytes.indices.filter { bytes[$0] != 0 }
        for _ in 0...random.below(3) {
            let place = random.below(3) == 0 ? random.below(bytes.count) : said[random.below(said.count)]
            guard place < bytes.count else { continue }
            switch random.below(8) {
            case 0...2: bytes[place] ^= 1 << UInt8(random.below(8))
            case 3: bytes[place] = UInt8(random.below(256))
            case 4: if random.below(8) == 0 { bytes.removeLast(bytes.count - max(place, 16)) }
            case 5, 6:
                let length = min(1 << random.below(6), bytes.count - place)
                let from = random.below(bytes.count - length + 1)
                bytes.replaceSubrange(place..<place + length, with: Array(bytes[from..<from + length]))
            default: setExtreme(&bytes, place, &random)
            }
        }
        return bytes
    }

    private static func setExtreme(_ bytes: inout [UInt8], _ place: Int, _ random: inout SplitMix64) {
        let numbers: [UInt64] = [
            0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, .max, 1 << 40,
            UInt64(bytes.count), UInt64(random.below(bytes.count) & ~7),
        ]
        let number = numbers[random.below(numbers.count)]
        for index in 0..<(1 << random.below(4)) where place + index < bytes.count {
            bytes[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
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
