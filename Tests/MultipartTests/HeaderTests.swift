import LookalikeMultipart
import Testing

/// What clients write into the headers of a part.
@Suite(.timeLimit(.minutes(10)))
struct HeaderTests {
    private func header(_ disposition: String) throws -> PartHeader {
        let outcome = read(body(["Content-Disposition: " + disposition]))
        if let error = outcome.error { throw error }
        return try #require(outcome.parts.first).header
    }

    @Test(arguments: [
        (#"form-data; name="file"; filename="a.jpg""#, "a.jpg"),
        (#"form-data; name=file; filename=a.jpg"#, "a.jpg"),
        (#"Form-Data ;NAME = "file";; FileName= "a.jpg" ;"#, "a.jpg"),
        (#"form-data; filename="a.jpg"; name="file""#, "a.jpg"),
        (#"form-data; name="file"; filename="a \"b\".jpg""#, "a \"b\".jpg"),
        (#"form-data; name="file"; filename="a %22b%22 %41.jpg""#, "a \"b\" %41.jpg"),
        (#"form-data; name="file"; filename="C:\pictures\a.jpg""#, #"C:\pictures\a.jpg"#),
        (#"form-data; name="file"; filename="a\\b.jpg""#, #"a\b.jpg"#),
        (#"form-data; name="file"; filename="a;b=c.jpg""#, "a;b=c.jpg"),
        (#"form-data; name="file"; filename="../../etc/passwd""#, "../../etc/passwd"),
        (#"form-data; name="file"; filename="日本 e\#u{301}.jpg""#, "日本 e\u{301}.jpg"),
        (#"form-data; name="file"; filename="\#u{301}.jpg""#, "\u{301}.jpg"),
        (#"form-data; name="file"; filename*=utf-8''na%C3%AFve.jpg"#, "naïve.jpg"),
        (#"form-data; name="file"; filename="x"; filename*=UTF-8'en'%e2%82%ac%20r"#, "€ r"),
        (#"form-data; name="file"; filename*=iso-8859-1''na%EFve"#, "naïve"),
        (#"form-data; name="file"; filename="x"; filename*=utf-8''%ZZ"#, "x"),
        (#"form-data; name="file"; filename="x"; filename*=utf-8''a%00b"#, "x"),
        (#"form-data; name="file"; filename="x"; filename*=klingon''a"#, "x"),
        (#"form-data; name*=utf-8''file; filename="x""#, "x"),
        (#"form-data; name="file"; filename="""#, ""),
    ])
    func filenames(disposition: String, filename: String) throws {
        let header = try header(disposition)
        #expect(header.name == "file")
        #expect(header.filename == filename)
        #expect(header.isFile)
    }

    @Test func latin1() throws {
        let start = Array(#"--abc\#r\#nContent-Disposition: form-data; name="f"; filename="na"#.utf8)
        let outcome = read(start + [0xEF] + Array("ve\"\r\n\r\nx\r\n--abc--".utf8))
        #expect(outcome.parts.first?.header.filename == "naïve")
    }

    @Test func fieldsAndFiles() throws {
        let name = #"Content-Disposition: form-data; name="f""#
        #expect(read(body([name])).parts[0].header.isFile == false)
        #expect(read(body([name])).parts[0].header.filename == nil)
        #expect(read(body([name, "Content-Type: text/plain"])).parts[0].header.isFile == false)
        #expect(read(body([name, "Content-Type: image/PNG"])).parts[0].header.isFile)
        #expect(read(body(["Content-Type: Application/Octet-Stream", name])).parts[0].header.isFile)
    }

    @Test func foldedLineAndOtherHeaders() throws {
        let outcome = read(
            body([
                "X-Extra:  1 ", "Content-Disposition: form-data;", "\t name=\"f\"", "content-TYPE:text/csv",
            ]))
        let header = try #require(outcome.parts.first?.header)
        #expect(header.name == "f")
        #expect(header.contentType == "text/csv")
        #expect(header.headers.map(\.name) == ["X-Extra", "Content-Disposition", "content-TYPE"])
        #expect(header.headers[0].value == "1")
    }

    @Test(arguments: [
        ([], MultipartError.missingDisposition),
        (["Content-Type: text/plain"], .missingDisposition),
        (["Content-Disposition: attachment; name=\"a\""], .missingDisposition),
        (["Content-Disposition: form-data"], .missingName),
        (["Content-Disposition: form-data; filename=\"a\""], .missingName),
        (["Content-Disposition: form-data; name=\"a"], .malformedHeader),
        (["Content-Disposition: form-data; name=\"a\" b"], .malformedHeader),
        (["Content-Disposition: form-data; name=\"a\"; b"], .malformedHeader),
        (["Content-Disposition: form-data; name=\"a\"; filename*=x"], .malformedHeader),
        (["no colon"], .malformedHeader),
        ([": empty name"], .malformedHeader),
        ([" continues nothing"], .malformedHeader),
        (["Content-Disposition: form-data; name=\"a\0\""], .malformedHeader),
        (["Content-Disposition: form-data; name=\"a\rb\""], .malformedHeader),
        (["A: b\nContent-Disposition: form-data; name=\"a\""], .bareLineFeed),
    ])
    func refusals(headers: [String], error: MultipartError) {
        #expect(read(body(headers)).error == error)
    }
}
