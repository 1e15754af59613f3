import LookalikeZlib
import Testing

@Suite(.timeLimit(.minutes(10))) struct InflaterTests {
    /// Everything that comes out of pieces of a size.
    private static func inflated(_ bytes: [UInt8], pieces size: Int, _ format: DeflateFormat = .gzip) throws
        -> (bytes: [UInt8], isComplete: Bool)
    {
        let inflater = try Inflater(format)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            inflater.feed(Array(bytes[start..<min(bytes.count, start + size)]))
            while let piece = try inflater.next() {
                #expect((1...(64 << 10)).contains(piece.count))
                output += piece
            }
        }
        return (output, inflater.isComplete)
    }

    /// Text that is neither random nor simple, of 300,000 bytes.
    private static let text: [UInt8] = {
        var state: UInt32 = 7
        return (0..<300_000).map { place in
            state = state &* 1_664_525 &+ 1_013_904_223
            return place % 3 == 0 ? UInt8(state >> 26) : UInt8(place % 61)
        }
    }()

    @Test(arguments: DeflateFormat.allCases, [1, 6, 9])
    func deflatedBytesComeBack(format: DeflateFormat, level: Int) throws {
        for bytes in [[], [7], Self.text, [UInt8](repeating: 0, count: 1 << 20)] {
            let packed = try #require(deflate(bytes, format, level: level))
            #expect(try inflate(packed, format, limit: 1 << 20) == bytes)
        }
        #expect(try #require(deflate(Self.text, format, level: level)).count < Self.text.count)
    }

    @Test(arguments: [1, 7, 1_000, 1 << 20]) func piecesOfAnySizeGiveTheSame(size: Int) throws {
        let packed = try #require(deflate(Self.text, .gzip))
        let whole = try Self.inflated(packed, pieces: size)
        #expect(whole.bytes == Self.text)
        #expect(whole.isComplete)
        let cut = try Self.inflated(packed.dropLast(), pieces: size)
        #expect(!cut.isComplete)
    }

    @Test(arguments: [1, 5, 1_000]) func membersAreOneText(size: Int) throws {
        let members = try #require(deflate([1, 2], .gzip)) + #require(deflate([3], .gzip))
        let whole = try Self.inflated(members, pieces: size)
        #expect(whole.bytes == [1, 2, 3])
        #expect(whole.isComplete)
    }

    @Test func whatFollowsTheEndIsDamage() throws {
        let packed = try #require(deflate([1, 2, 3], .gzip))
        for size in [1, 1_000] {
            #expect(throws: InflateError.damaged) { try Self.inflated(packed + [0], pieces: size) }
        }
        let zlib = try #require(deflate([1, 2, 3], .zlib))
        #expect(throws: InflateError.damaged) { try Self.inflated(zlib + zlib, pieces: 100, .zlib) }
    }

    @Test func aChangedByteIsDamage() throws {
        let packed = try #require(deflate(Self.text, .gzip))
        for place in [0, 1, packed.count - 5] {
            var changed = packed
            changed[place] ^= 0x55
            #expect(throws: InflateError.damaged) { try Self.inflated(changed, pieces: 4_096) }
        }
    }
}
