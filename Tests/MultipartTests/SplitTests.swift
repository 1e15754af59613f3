import LookalikeMultipart
import Testing

/// The same bytes give the same result, however they are cut.
@Suite(.timeLimit(.minutes(10)))
struct SplitTests {
    @Test func wholeSample() throws {
        let outcome = read(sample)
        #expect(outcome.error == nil)
        #expect(outcome.parts.map(\.header.name) == ["top_k", "empty", "file"])
        #expect(outcome.parts.map(\.hasEnded) == [true, true, true])
        #expect(outcome.parts[0].text == "12")
        #expect(outcome.parts[1].content.isEmpty)
        let file = outcome.parts[2]
        #expect(file.header.filename == "naïve.jpg")
        #expect(file.header.contentType == "image/jpeg")
        let text = "\r\r\n--ab\r\n--abcd\r\n--abc-\r\n--abc\rZ\n--abc\n"
        #expect(file.content == Array(text.utf8) + [0, 255, 13, 10, 128] + Array("\r\r\n-".utf8))
    }

    @Test func twoPiecesAtEveryByte() {
        let whole = read(sample)
        for cut in 0...sample.count {
            #expect(read([sample[..<cut], sample[cut...]]) == whole, "cut at \(cut)")
        }
    }

    @Test(arguments: 1...9) func piecesOfOneSize(size: Int) {
        let pieces = stride(from: 0, to: sample.count, by: size).map {
            sample[$0..<min($0 + size, sample.count)]
        }
        #expect(read(pieces) == read(sample))
    }

    @Test func everyTruncationIsIncomplete() {
        let end = sample.count - "\r\nepilogue --abc\r\n".utf8.count
        let start = "preamble\r\n--abc".utf8.count
        for length in 0..<end {
            let expected: MultipartError = length < start ? .boundaryNotFound : .incomplete
            #expect(read(Array(sample[..<length])).error == expected, "length \(length)")
        }
        for length in end...sample.count { #expect(read(Array(sample[..<length])).error == nil) }
    }

    /// Mutated bodies: no crash, and any cut gives what the whole gives.
    @Test func fuzz() {
        var random = SplitMix64(state: 2026)
        let limits = MultipartLimits(
            parts: 4, headers: 3, headerBytes: 120, nameBytes: 8, filenameBytes: 12, fileBytes: 60,
            fieldBytes: 20, bodyBytes: 500)
        var accepted = 0
        for round in 0..<20_000 {
            let bytes = mutated(sample, using: &random)
            let whole = read(bytes, limits: limits)
            if whole.error == nil { accepted += 1 }
            #expect(read(cut(bytes, using: &random), limits: limits) == whole, "round \(round)")
        }
        #expect(accepted > 1000)
    }

    private func mutated(_ body: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = body
        let scraps = [
            "\r\n--abc", "\r\n--abc--", "\r\n\r\n", "\r", "\n", "--", "\"", ";", ":", "\r\n ", "\0",
        ]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.insert(contentsOf: scraps.randomElement(using: &random)!.utf8, at: place)
            case 2: bytes.removeSubrange(place..<end)
            default: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            }
            if bytes.isEmpty { bytes = body }
        }
        return bytes
    }

    private func cut(_ bytes: [UInt8], using random: inout SplitMix64) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 0...24, using: &random))
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }
}
