import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct TerminalTests {
    @Test func aPipeGetsLinesAndATerminalABar() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg")
        let log = try await place.run("sync", "photos")
        #expect(!log.errors.contains("\u{1B}"))
        #expect(!log.errors.contains("\r"))
        #expect(log.errors.contains(/^2 of 2 indexed, [\d.]+\/s\n$/))
        let watched = try RunningProgram(["sync", "photos", "--force"], in: place, errors: .terminal)
        #expect(try await watched.end() == 0)
        try await watched.wait { $0.errors.hasSuffix("\u{1B}[K") }
        #expect(watched.errors.contains("] 0 of 2 indexed"))
        #expect(watched.errors.contains("[██████████████████████████████] 2 of 2 indexed, "))
        #expect(!watched.errors.contains("\n"))
        #expect(watched.output.hasPrefix("'products' has 2 images: 2 changed, in "))
    }

    @Test func ctrlCKeepsWhatWasIndexed() async throws {
        let total = 2_000
        let (place, slow) = try Workplace.slow(total)
        let sync = try RunningProgram(["sync", "photos"], in: place, adding: slow, errors: .terminal)
        // Until the bar says that something is there for good.
        try await sync.wait { $0.errors.firstMatch(of: /[1-9][0-9]* of 2000/) != nil }
        sync.signal(SIGINT)
        #expect(try await sync.end() == 130)
        #expect(sync.output.isEmpty)
        try await sync.wait { $0.errors.hasSuffix("\n") }
        #expect(
            sync.errors.hasSuffix(
                "\r\u{1B}[Klookalike: Stopped. What was indexed so far is kept; run it again to go on.\r\n"))
        let kept = try await place.indexed()
        #expect(kept > 0)
        #expect(kept < total)
        let rest = try await place.json("sync", "photos", adding: slow.mapValues { $0 })
        #expect(rest["unchanged"]?.intValue == kept)
        #expect(rest["added"]?.intValue == total - kept)
    }

    @Test func aReaderThatHasGoneEndsItQuietly() async throws {
        let place = try Workplace()
        try await place.index()
        for arguments in [
            ["collections", "list"], ["search", "photos/a.jpg"], ["models", "list", "--json"],
        ] {
            let (output, errors) = (Pipe(), Pipe())
            try output.fileHandleForReading.close()
            let process = try CommandLineProgram.start(
                arguments, environment: place.environment, folder: place.path, output: .pipe(output),
                errors: .pipe(errors))
            #expect(await ChildProcess.read(errors) == "")
            #expect(await process.end() == .code(141))
        }
    }

    @Test func aFullDiskIsTold() async throws {
        let place = try Workplace()
        try await place.index()
        let errors = Pipe()
        let full = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
        let process = try CommandLineProgram.start(
            ["collections", "list"], environment: place.environment, folder: place.path, output: .file(full),
            errors: .pipe(errors))
        let text = await ChildProcess.read(errors)
        #expect(await process.end() == .code(1))
        #expect(text == "lookalike: The output can't be written: No space left on device.\n")
    }
}

extension Workplace {
    /// How many pictures the only collection has.
    fileprivate func indexed() async throws -> Int {
        try await json("collections", "list")["collections"]?[0]?["images"]?.intValue ?? 0
    }

    /// A folder `photos` of many pictures, and settings with which each takes a while.
    static func slow(_ count: Int) throws -> (place: Workplace, settings: [String: String]) {
        let place = try Workplace()
        let picture = try TestPicture.jpeg(seed: 5, width: 1200, height: 900)
        for number in 0..<count {
            // Bytes after the end of a JPEG make it another file and the same picture.
            try place.folder.write(picture + Array("\(number)".utf8), to: "photos/\(number).jpg")
        }
        let settings = [
            "LOOKALIKE_WORKERS": "1", "LOOKALIKE_MODEL": "slow",
            "LOOKALIKE_MODEL_DIRS": try place.slowModel(),
        ]
        return (place, settings)
    }

    /// Makes a folder of models with one that needs every picture at full size.
    private func slowModel() throws -> String {
        let models = try second()
        let manifest = models + "/second/model.json"
        let text = try String(contentsOfFile: manifest, encoding: .utf8)
            .replacingOccurrences(of: "\"second\"", with: "\"slow\"")
            .replacingOccurrences(
                of: "{\"mode\": \"squash\", \"width\": 32, \"height\": 32, \"interpolation\": \"bilinear\"},",
                with:
                    "{\"mode\": \"short_side\", \"size\": 4000, \"interpolation\": \"bilinear\"}, \"crop\": {\"width\": 32, \"height\": 32},"
            )
        try text.write(toFile: manifest, atomically: true, encoding: .utf8)
        return models
    }
}
