import LookalikeMultipart
import Testing

/// Boundaries, line ends and limits.
@Suite(.timeLimit(.minutes(10)))
struct BodyTests {
    private let field = "Content-Disposition: form-data; name=\"f\"\r\n\r\n"
    private let file = "Content-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"

    @Test func shapes() {
        #expect(read("--abc--") == Outcome())
        #expect(read("--abc\r\n\(field)x\r\n--abc--").parts[0].text == "x")
        #expect(read("--abc\r\n\(field)\r\n--abc--\r\n").parts[0].content == [])
        #expect(read("--abc\r\n\(field)--abc--").parts[0].content == [], "no content at all")
        #expect(read("--abc\r\n\(field)--abd\r\n--abc--").parts[0].text == "--abd")
        #expect(read("--abc\r\n\(field)--abcd\r\n--abc--").parts[0].text == "--abcd")
        #expect(read("--abc\r\n\(field)\r\n\r\n--abc--").parts[0].text == "\r\n")
        #expect(
            read("\r\n--abc\r\n\(field)x\r\n--abc  \t \r\n\(field)y\r\n--abc--").parts.map(\.text) == [
                "x", "y",
            ])
        #expect(read("--abc\r\n\(field)x\r\n--abc--junk\r\n--abc\r\n").parts.count == 1)
    }

    @Test func refusals() {
        #expect(read("").error == .boundaryNotFound)
        #expect(read("some text").error == .boundaryNotFound)
        #expect(read("x--abc\r\n\(field)x").error == .boundaryNotFound)
        #expect(read("--abc").error == .incomplete)
        #expect(read("--abc\r\n\(field)x").error == .incomplete)
        #expect(read("--abc\r\n\(field)x\r\n--abc").error == .incomplete)
        #expect(read("--abc\r\n\(field)x\r\n--abc-").error == .incomplete)
        #expect(read("--abc\n\(field)x").error == .bareLineFeed)
        #expect(read("--abc\r\n\(field)x\r\n--abc \n").error == .bareLineFeed)
        #expect(read("--abc\r\n\(field)x\r\n--abc x\r\n--abc--").error == .malformedBoundary)
        #expect(read("--abc\r\n\(field)x\r\n--abc \r--abc--").error == .malformedBoundary)
        #expect(read("--abc\r\n\(field)x\n--abc--").error == .incomplete, "LF makes no boundary")
    }

    @Test func limits() {
        let two = "--abc\r\n\(field)12345\r\n--abc\r\n\(file)12345678\r\n--abc--"
        #expect(read(two, limits: .init(parts: 2, fileBytes: 8, fieldBytes: 5)).error == nil)
        #expect(read(two, limits: .init(parts: 1)).error == .tooManyParts(limit: 1))
        #expect(read(two, limits: .init(fieldBytes: 4)).error == .partTooLarge(name: "f", limit: 4))
        #expect(read(two, limits: .init(fieldBytes: 4)).parts[0].text == "1234")
        #expect(read(two, limits: .init(fileBytes: 7)).error == .partTooLarge(name: "f", limit: 7))
        #expect(read(two, limits: .init(bytesByName: ["f": 6])).error == .partTooLarge(name: "f", limit: 6))
        #expect(read(two, limits: .init(fieldBytes: 0, bytesByName: ["f": 8])).error == nil)
        #expect(read(two, limits: .init(bodyBytes: two.utf8.count)).error == nil)
        let short = two.utf8.count - 1
        #expect(read(two, limits: .init(bodyBytes: short)).error == .bodyTooLarge(limit: short))
        #expect(read(two, limits: .init(nameBytes: 0)).error == .nameTooLong(limit: 0))
        #expect(read(two, limits: .init(filenameBytes: 0)).error == .filenameTooLong(limit: 0))
        #expect(read(two, limits: .init(headers: 0)).error == .tooManyHeaders(limit: 0))
        let block = file.utf8.count
        #expect(read(two, limits: .init(headerBytes: block)).error == nil)
        #expect(read(two, limits: .init(headerBytes: block - 1)).error == .headersTooLarge(limit: block - 1))
        let endless = "--abc\r\n" + String(repeating: "a", count: 100_000)
        #expect(read(endless).error == .headersTooLarge(limit: 8192))
    }

    @Test func receiverThrows() throws {
        struct Enough: Error {}
        var parser = try MultipartParser(boundary: "abc")
        #expect(throws: Enough.self) { try parser.feed(sample) { _ in throw Enough() } }
        #expect(throws: MultipartError.stopped) { try parser.feed(sample) { _ in } }
        #expect(throws: MultipartError.stopped) { try parser.finish() }
    }

    @Test func nonContiguousBytes() throws {
        var names: [String] = []
        var parser = try MultipartParser(boundary: "abc")
        try parser.feed(sample.lazy.map { $0 }) {
            if case .partBegan(let header) = $0 { names.append(header.name) }
        }
        #expect(names == ["top_k", "empty", "file"])
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"),
        ("Multipart/Form-Data;BOUNDARY=abc", "abc"),
        ("multipart/form-data; charset=utf-8; boundary=\"a b:c\"; x=y", "a b:c"),
        ("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk ", "----WebKitFormBoundary7MA4YWxk"),
        ("multipart/form-data; boundary=a=b", "a=b"),
    ])
    func boundaries(contentType: String, boundary: String) throws {
        #expect(try MultipartParser.boundary(fromContentType: contentType) == boundary)
    }

    @Test(arguments: [
        ("application/json", MultipartError.notMultipart),
        ("", .notMultipart),
        ("multipart/mixed; boundary=a", .notMultipart),
        ("multipart/form-data", .missingBoundary),
        ("multipart/form-data; charset=utf-8", .missingBoundary),
        ("multipart/form-data; boundary=", .invalidBoundary),
        ("multipart/form-data; boundary=\"a", .invalidBoundary),
        ("multipart/form-data; boundary=\"a \"", .invalidBoundary),
        ("multipart/form-data; boundary=é", .invalidBoundary),
        ("multipart/form-data; boundary=" + String(repeating: "a", count: 71), .invalidBoundary),
    ])
    func badBoundaries(contentType: String, error: MultipartError) {
        #expect(throws: error) { try MultipartParser.boundary(fromContentType: contentType) }
    }
}
