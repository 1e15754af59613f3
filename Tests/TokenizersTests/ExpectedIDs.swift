import LookalikeTokenizers
import Testing

/// The ids that a reference tokenizer gives for the strings, as `benchmarks/tokenizers/expected.py` stores them.
struct ExpectedIDs: Decodable {
    /// FNV-1a of 64 bits over the ids of each hundred strings.
    let hashes: [String]
    /// The first strings' ids, without the equal ones at the end but one.
    let ids: [[Int32]]

    /// Expects these ids of the tokenizer.
    func check(_ tokenizer: any Tokenizer) throws {
        let strings: TrickyStrings = try Fixture.decoded("fragments.json")
        for (index, expected) in ids.enumerated() {
            var found = tokenizer.ids(of: strings[index])
            while found.count > 1, found[found.count - 1] == found[found.count - 2] { found.removeLast() }
            #expect(found == expected, "string \(index): \(strings[index].debugDescription)")
        }
        for (number, expected) in hashes.enumerated() {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for index in number * 100..<(number + 1) * 100 {
                for id in tokenizer.ids(of: strings[index]) {
                    for shift in stride(from: 0, to: 32, by: 8) {
                        hash = (hash ^ UInt64(UInt8(truncatingIfNeeded: id >> shift))) &* 0x100_0000_01B3
                    }
                }
            }
            #expect(hash == UInt64(expected, radix: 16), "strings from \(number * 100) on")
        }
        #expect(hashes.count * 100 == TrickyStrings.count)
    }
}
