import Foundation
import LookalikeWeights
import Testing

/// Keras' files with damage: bits flipped, numbers made extreme, pieces of the same length put elsewhere, cut short.
/// Whatever they are, they are read or refused with a sentence; libhdf5's crashes stay in its process.
///
/// `LOOKALIKE_FUZZ=30000 swift test -c release --filter KerasFuzzTests` makes so many of each kind;
/// `LOOKALIKE_FUZZ_SEED=2` makes others.
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

    static let count = Damage.count(usually: 60)

    @Test(arguments: kinds.keys.sorted()) func damagedFilesAreReadOrRefused(kind: String) throws {
        let files = try Self.kinds[kind, default: []].map { try KerasFixture($0) }
        let sources = try files.map { try $0.bytes }
        var random = Damage.random(kind)
        var outcomes: [String: Int] = [:]
        for round in 0..<Self.count {
            let file = files[round % files.count]
            var bytes = Self.mutate(sources[round % sources.count], &random)
            // A checksum would hide most damage from what reads it.
            if kind == "archives", round % 4 != 0 { Damage.repairChecksums(&bytes) }
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
            default: Damage.setExtreme(&bytes, place, &random)
            }
        }
        return bytes
    }
}
