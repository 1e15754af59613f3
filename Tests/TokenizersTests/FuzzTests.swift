import Foundation
import LookalikeTokenizers
import Testing

/// Changed files are read or refused, and what is read splits text: nothing crashes and nothing hangs.
///
/// `LOOKALIKE_FUZZ=100000 swift test -c release --filter FuzzTests` makes that many changes of each file;
/// `LOOKALIKE_FUZZ_SEED=2` makes others.
@Suite(.timeLimit(.minutes(60))) struct FuzzTests {
    private static let rounds = setting("LOOKALIKE_FUZZ") ?? 300
    private static let seed = setting("LOOKALIKE_FUZZ_SEED") ?? 7

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    private static let text = "A photo of 2 cafés,  “ﬁne” 東京 👩‍👩‍👧 नमस्ते\n<unk></s> Ⅷ"

    @Test(
        arguments: [
            (TokenizerConfiguration.Kind.sentencePiece, "unigram.model"), (.sentencePiece, "bpe.model"),
            (.huggingFace, "t5.json"), (.huggingFace, "gemma.json"), (.clipBPE, "t5.json"),
        ])
    func `Changed files are read or refused`(kind: TokenizerConfiguration.Kind, name: String) throws {
        let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Fixture.folder)/\(name)")))
        let folder = try Folder([:])
        var random = SplitMix64(state: UInt64(Self.seed))
        var refused = 0
        for round in 0..<Self.rounds {
            let changed = Self.changed(original, &random)
            try Data(changed).write(to: URL(fileURLWithPath: "\(folder.path)/file"))
            do {
                let tokenizer = try folder.tokenizer(
                    kind, ["file"], cleaning: round.isMultiple(of: 2) ? .siglip : TextCleaning.none,
                    length: 64)
                #expect(tokenizer.ids(of: Self.text).count == 64)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    /// A few bits, bytes, cuts, copies and large numbers.
    private static func changed(_ original: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = original
        for _ in 0...random.below(4) where !bytes.isEmpty {
            // The beginning says more about the whole than the rest.
            let place = random.below(random.below(2) == 0 ? bytes.count : min(bytes.count, 400))
            switch random.below(6) {
            case 0: bytes[place] ^= 1 << UInt8(random.below(8))
            case 1: bytes[place] = UInt8(random.below(256))
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(40)))
            case 3: bytes.removeLast(random.below(bytes.count))
            case 4:
                let from = random.below(bytes.count)
                bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 60)], at: place)
            default:
                for offset in place..<min(bytes.count, place + 1 + random.below(8)) { bytes[offset] = 0xFF }
            }
        }
        return bytes
    }
}
