import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SearchTests {
    @Test func printsTheNearestFirst() async throws {
        let place = try Workplace()
        try await place.index()
        let result = try await place.run("search", "photos/b.jpg")
        #expect(result.code == 0)
        #expect(result.errors.isEmpty)
        let lines = result.output.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true)
        }
        #expect(lines.count == 4)
        #expect(lines[0] == ["SCORE", "ID", "PATH"])
        #expect(lines[1] == ["1.0000", "b", Substring("\(place.path)/photos/b.jpg")])
        let scores = lines.dropFirst().compactMap { Double($0[0]) }
        #expect(scores == scores.sorted(by: >))
    }

    @Test func printsJSON() async throws {
        let place = try Workplace()
        try await place.index()
        let answer = try await place.json("search", "photos/a.jpg", "--top-k", "2", "--threshold", "-1")
        #expect(answer["collection"]?.stringValue == "products")
        #expect(answer["model"]?.stringValue == "tiny")
        #expect(answer["total_compared"]?.intValue == 3)
        #expect(answer["threshold_used"]?.doubleValue == -1)
        let results = try #require(answer["results"]?.arrayValue)
        #expect(results.count == 2)
        #expect(results[0]["id"]?.stringValue == "a")
        #expect(results[0]["name"]?.stringValue == "a.jpg")
        #expect(results[0]["path"]?.stringValue == "\(place.path)/photos/a.jpg")
        #expect(abs((results[0]["score"]?.doubleValue ?? 0) - 1) < 1e-4)
    }

    @Test func aThresholdLeavesOut() async throws {
        let place = try Workplace()
        try await place.index()
        #expect(
            try await place.json("search", "photos/a.jpg", "-t", "0.9999")["results"]?.arrayValue?.count == 1)
        let none = try await place.run("search", "photos/a.jpg", "--threshold", "1.5")
        #expect(none.code == 0)
        #expect(none.output.isEmpty)
        #expect(none.errors == "Nothing like it among 3 images: try a lower --threshold.\n")
    }

    @Test func readsFromAPipe() async throws {
        let place = try Workplace()
        try await place.index()
        let picture = try Data(contentsOf: URL(fileURLWithPath: place.path + "/photos/b.jpg"))
        let (input, output) = (Pipe(), Pipe())
        let process = try CommandLineProgram.start(
            ["search", "/dev/stdin", "--json", "-k", "1"], environment: place.environment, folder: place.path,
            input: .pipe(input), output: .pipe(output))
        try input.fileHandleForWriting.write(contentsOf: picture)
        try input.fileHandleForWriting.close()
        #expect(await ChildProcess.read(output).contains("\"id\" : \"b\""))
        #expect(await process.end() == .code(0))
    }

    @Test func aQueryThatIsNoPictureIsToldByName() async throws {
        let place = try Workplace()
        try await place.index()
        try place.write("hello", to: "notes.txt")
        try place.write("", to: "empty.jpg")
        try place.write(String(repeating: "x", count: 2000), to: "big.jpg")
        for (query, parts) in [
            ("nowhere.jpg", "can't be read: there is no such file."),
            ("photos", "is a folder: name an image in it."),
            ("notes.txt", "This is not an image"), ("empty.jpg", "The image is empty"),
            ("big.jpg", "at most 1000 are allowed"), ("/dev/zero", "has more than 1000 bytes"),
        ] {
            let result = try await place.run("search", query, adding: ["LOOKALIKE_MAX_UPLOAD_BYTES": "1000"])
            #expect(result.code == 1)
            #expect(result.complains(query, parts), "\(result.errors)")
        }
    }

    @Test func whereNothingIsIndexedItSaysHowToBegin() async throws {
        let place = try Workplace()
        try place.draw("a.jpg")
        let nothing = try await place.run("search", "a.jpg")
        #expect(nothing.code == 1)
        #expect(nothing.complains("holds no index yet", "lookalike sync DIR"))
        // A reader makes no folder where the path was misspelt.
        #expect(!place.exists("data"))
        try await place.index()
        let unknown = try await place.run("search", "a.jpg", "--collection", "nope")
        #expect(unknown.code == 1)
        #expect(unknown.complains("There is no collection called 'nope'", "lookalike collections list"))
    }
}
