import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct EmbedTests {
    @Test func rowsAreInTheOrderGiven() async throws {
        let place = try Workplace()
        try place.draw("photos/c.jpg", "photos/a.jpg", "photos/deep/b.jpg", "one.jpg")
        try place.link("photos/link.jpg", to: "../one.jpg")
        let result = try await place.run(
            "embed", "one.jpg", "photos", "photos/", "one.jpg", "photos/link.jpg", "-o", "x.npy")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output == "x.npy: 11 × 192, model tiny.\n")
        let folder = ["photos/a.jpg", "photos/c.jpg", "photos/deep/b.jpg", "photos/link.jpg"]
        let paths = ["one.jpg"] + folder + folder + ["one.jpg", "photos/link.jpg"]
        #expect(try place.list("x.txt") == paths)
        let matrix = try place.matrix("x.npy")
        #expect(matrix.columns == 192)
        #expect(matrix.rows.count == paths.count)
        for (path, row) in zip(paths, matrix.rows) {
            let first = try #require(
                paths.firstIndex { $0.split(separator: "/").last == path.split(separator: "/").last })
            #expect(row == matrix.rows[first])
            #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-3)
        }
        // A link is the picture that it leads to.
        #expect(matrix.rows[4] == matrix.rows[0])
        #expect(matrix.rows[1] != matrix.rows[0])
    }

    @Test func whatCannotBeReadIsLeftOut() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        try place.write("no picture", to: "photos/bad.jpg")
        try place.link("photos/gone.jpg", to: "nowhere")
        let result = try await place.run("embed", "photos", "missing.jpg", "-o", "x.npy")
        #expect(result.code == 1)
        #expect(result.output == "x.npy: 1 × 192, model tiny, 3 left out.\n")
        for path in ["photos/bad.jpg", "photos/gone.jpg", "missing.jpg"] {
            #expect(result.errors.contains("lookalike: \(path): "))
        }
        #expect(try place.list("x.txt") == ["photos/a.jpg"])
        #expect(try place.matrix("x.npy").rows.count == 1)
    }

    @Test func nothingReadableGivesNoRows() async throws {
        let place = try Workplace()
        try place.write("no picture", to: "bad.jpg")
        let result = try await place.run("embed", "bad.jpg", "-o", "x.npy", "--json")
        #expect(result.code == 1)
        let summary = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
        #expect(summary["rows"]?.intValue == 0)
        #expect(summary["failed"]?.intValue == 1)
        #expect(summary["dimension"]?.intValue == 192)
        #expect(try place.matrix("x.npy").rows.isEmpty)
        #expect(try place.matrix("x.npy").columns == 192)
        #expect(try place.list("x.txt").isEmpty)
    }

    @Test func anEmptyFolderIsNoFailure() async throws {
        let place = try Workplace()
        try place.write("x", to: "photos/notes.txt")
        let result = try await place.run("embed", "photos", "-o", "x.npy")
        #expect(result.code == 0)
        #expect(try place.matrix("x.npy").rows.isEmpty)
    }

    @Test func eachRowHasOneLineOfTheListWhateverItsName() async throws {
        let place = try Workplace()
        try place.draw(
            "photos/a.jpg", "photos/b\nc.jpg", "photos/c\r.jpg", "photos/d\u{2028}\"\\.jpg", "\"e.jpg",
            "photos/none")
        try place.write("x", to: "photos/notes.txt")
        let result = try await place.run("embed", "photos", "\"e.jpg", "-o", "x.npy")
        #expect(result.code == 0)
        #expect(result.errors.contains("Passed by 1 file that is not an image: 1 .txt (photos/notes.txt)."))
        let lines = try place.list("x.txt")
        #expect(try place.matrix("x.npy").rows.count == 6)
        #expect(lines.count == 6 && !lines.contains { $0.contains("\u{2028}") || $0.contains("\r") })
        let paths = try lines.map { line in
            line.hasPrefix("\"") ? try JSONDecoder().decode(String.self, from: Data(line.utf8)) : line
        }
        #expect(
            paths == [
                "photos/a.jpg", "photos/b\nc.jpg", "photos/c\r.jpg", "photos/d\u{2028}\"\\.jpg",
                "photos/none",
                "\"e.jpg",
            ])
    }

    @Test func keepsNothingOutsideItsTwoFiles() async throws {
        let place = try Workplace()
        try place.draw("a.jpg")
        let json = try await place.json(
            "embed", "a.jpg", "--output", "x.npy", "--precision", "f32", "--model", "tiny")
        #expect(json["rows"]?.intValue == 1)
        #expect(json["output"]?.stringValue == "x.npy")
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: place.path)) == [
                "a.jpg", "x.npy", "x.txt",
            ])
    }

    @Test func anOutputThatCannotBeWrittenIsTold() async throws {
        let place = try Workplace()
        try place.draw("a.jpg")
        let result = try await place.run("embed", "a.jpg", "-o", "nowhere/x.npy")
        #expect(result.code == 1)
        #expect(result.complains("nowhere/x.npy can't be written", "folder is missing"))
    }
}

extension Workplace {
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    func list(_ name: String) throws -> [String] {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// Reads a NumPy file of float32, as numpy.org's "NPY format" says.
    func matrix(_ name: String) throws -> (columns: Int, rows: [[Float]]) {
        let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
        try #require(data.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]))
        let begin = 10 + Int(data[8]) + Int(data[9]) << 8
        #expect(begin % 64 == 0)
        let header = String(decoding: data[10..<begin], as: UTF8.self)
        #expect(header.hasSuffix("\n"))
        let shape = try #require(
            header.firstMatch(
                of: /\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n/))
        let (rows, columns) = (Int(shape.1) ?? -1, Int(shape.2) ?? -1)
        try #require(data.count == begin + 4 * rows * columns)
        let numbers = stride(from: begin, to: data.count, by: 4).map { at in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[at + $1]) << (8 * $1) })
        }
        return (columns, (0..<rows).map { Array(numbers[$0 * columns..<($0 + 1) * columns]) })
    }
}
