import LookalikeZlib
import Testing

@Suite(.timeLimit(.minutes(10))) struct InflateTests {
    // zlib.compressobj(9, zlib.DEFLATED, wbits) of "banana " × 8, and gzip.compress of "one\n" and "two\n".
    static let raw: [UInt8] = [0x4b, 0x4a, 0xcc, 0x03, 0x42, 0x85, 0x24, 0x52, 0x29, 0x00]
    static let text = Array(String(repeating: "banana ", count: 8).utf8)

    @Test func rawBytesAreInflated() throws {
        #expect(try inflate(Self.raw, .raw, limit: 56) == Self.text)
        #expect(try inflate(Self.raw, .raw, expecting: 56, limit: 1 << 40) == Self.text)
    }

    @Test func moreThanTheLimitIsRefused() {
        #expect(throws: InflateError.tooLarge(limit: 55)) { try inflate(Self.raw, .raw, limit: 55) }
    }

    @Test func whatIsCutShortIsDamaged() {
        for length in 0..<Self.raw.count {
            #expect(throws: InflateError.damaged) {
                try inflate(Self.raw.prefix(length), .raw, limit: 1_000)
            }
        }
        #expect(throws: InflateError.damaged) { try inflate([0xff, 0xff, 0xff], .raw, limit: 1_000) }
        #expect(throws: InflateError.damaged) { try inflate(Self.raw, .zlib, limit: 1_000) }
    }

    @Test func gzipMembersAreOneText() throws {
        #expect(try inflate(Self.gzip, .gzip, limit: 1_000) == Array("one\ntwo\n".utf8))
    }

    private static let gzip: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0xcf, 0x4b, 0xe5, 0x02, 0x00, 0x9f,
        0xa8, 0x17, 0xf8, 0x04, 0x00, 0x00, 0x00, 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
        0x2b, 0x29, 0xcf, 0xe7, 0x02, 0x00, 0x74, 0x08, 0x17, 0x96, 0x04, 0x00, 0x00, 0x00,
    ]
}
