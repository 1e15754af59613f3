import LookalikeMultipart

/// A part as the events of a parser tell it.
struct Part: Equatable {
    var header: PartHeader
    var content: [UInt8] = []
    var hasEnded = false

    var text: String { String(decoding: content, as: UTF8.self) }
}

/// What a body turned out to be: its parts, as far as they were read, and the error that ended it.
struct Outcome: Equatable {
    var parts: [Part] = []
    var error: MultipartError?
}

/// Reads a body cut into pieces.
func read(
    _ pieces: [ArraySlice<UInt8>], boundary: String = "abc", limits: MultipartLimits = MultipartLimits()
) -> Outcome {
    var outcome = Outcome()
    do {
        var parser = try MultipartParser(boundary: boundary, limits: limits)
        for piece in pieces {
            try parser.feed(piece) { event in
                switch event {
                case .partBegan(let header): outcome.parts.append(Part(header: header))
                case .partData(let bytes): outcome.parts[outcome.parts.count - 1].content += bytes
                case .partEnded: outcome.parts[outcome.parts.count - 1].hasEnded = true
                }
            }
        }
        try parser.finish()
    } catch {
        outcome.error = error as? MultipartError
    }
    return outcome
}

func read(_ body: [UInt8], limits: MultipartLimits = MultipartLimits()) -> Outcome {
    read([body[...]], limits: limits)
}

func read(_ body: String, limits: MultipartLimits = MultipartLimits()) -> Outcome {
    read(Array(body.utf8), limits: limits)
}

/// A body of boundary `abc` with one part: header lines without their ends, and content.
func body(_ headers: [String], _ content: String = "x") -> String {
    "--abc\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n" + content + "\r\n--abc--\r\n"
}

/// A body as a browser sends it: a field, an empty field, a binary file with things like boundaries in it.
let sample: [UInt8] = {
    let text = """
        preamble\r
        --abc\r
        Content-Disposition: form-data; name="top_k"\r
        \r
        12\r
        --abc \t\r
        content-disposition: form-data; name="empty"\r
        \r
        \r
        --abc\r
        Content-Disposition: form-data; name="file"; filename="naïve.jpg"\r
        Content-Type: image/jpeg\r
        \r
        \r\r
        --ab\r
        --abcd\r
        --abc-\r
        --abc\rZ\n--abc\n
        """
    let end = "\r\r\n-\r\n--abc--\r\nepilogue --abc\r\n"
    return Array(text.utf8) + [0, 255, 13, 10, 128] + Array(end.utf8)
}()

/// A generator with a seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
