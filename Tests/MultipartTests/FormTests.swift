import LookalikeMultipart
import Testing

/// Forms gathered in memory.
@Suite(.timeLimit(.minutes(10)))
struct FormTests {
    private let type = "multipart/form-data; boundary=abc"

    private func part(_ parameters: String, _ content: String) -> String {
        "--abc\r\nContent-Disposition: form-data; \(parameters)\r\n\r\n\(content)\r\n"
    }

    @Test func repeatedNamesAreKept() throws {
        let body =
            part("name=a", "1") + part("name=f; filename=x", "X") + part("name=a", "é")
            + part("name=f; filename=y", "Y") + "--abc--\r\n"
        let form = try MultipartForm(parsing: Array(body.utf8), contentType: type)
        #expect(form.values("a") == ["1", "é"])
        #expect(form.value("a") == "é")
        #expect(form.value("b") == nil)
        #expect(form.files("f").map(\.header.filename) == ["x", "y"])
        #expect(form.file("f")?.bytes == Array("Y".utf8))
        #expect(form.file("a") == nil)
        #expect(form.files.first?.name == "f")
    }

    @Test func textMustBeUTF8() {
        let body = Array("--abc\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8) + [0xFF]
        let end = Array("\r\n--abc--".utf8)
        #expect(throws: MultipartError.fieldNotUTF8(name: "a")) {
            try MultipartForm(parsing: body + end, contentType: type)
        }
    }

    @Test func refusalsPassThrough() {
        #expect(throws: MultipartError.notMultipart) {
            try MultipartForm(parsing: [], contentType: "text/plain")
        }
        #expect(throws: MultipartError.boundaryNotFound) { try MultipartForm(parsing: [], contentType: type) }
        let body = Array((part("name=a", "12") + "--abc--").utf8)
        let limits = MultipartLimits(fieldBytes: 1)
        #expect(throws: MultipartError.partTooLarge(name: "a", limit: 1)) {
            try MultipartForm(parsing: body, contentType: type, limits: limits)
        }
        #expect(MultipartError.partTooLarge(name: "a", limit: 1).isTooLarge)
        #expect(MultipartError.incomplete.isTooLarge == false)
    }
}
