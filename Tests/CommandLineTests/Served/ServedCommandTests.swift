import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// What a command that a server runs has of the process that was called: its signals, its terminal, its files.
@Suite(.timeLimit(.minutes(10))) struct ServedCommandTests {
    @Test func ctrlCCancelsWhatTheServerDoes() async throws {
        let (place, slow) = try Workplace.slow(2_000)
        let served = try await ServedPlace(place, adding: slow)
        let sync = try RunningProgram(["sync", "photos"], in: place, errors: .terminal)
        // The bar shows what the server has done.
        try await sync.wait { $0.errors.firstMatch(of: /\r\u{1B}\[K\[.*[1-9][0-9]* of 2000/) != nil }
        let busy = try await place.run("sync", "photos")
        #expect(busy.code == 75 && busy.complains("products"), "\(busy.errors)")
        let running = try await served.get("/jobs")["jobs"]?[0]
        #expect(running?["kind"] == "sync" && running?["state"] == "running")
        sync.signal(SIGINT)
        #expect(try await sync.end() == 130)
        #expect(sync.output.isEmpty)
        try await sync.wait { $0.errors.hasSuffix("\n") }
        #expect(
            sync.errors.hasSuffix(
                "\r\u{1B}[Klookalike: Stopped. What was indexed so far is kept; run it again to go on.\r\n"))
        let kept = try await place.json("collections", "list")["collections"]?[0]?["images"]?.intValue ?? 0
        #expect(kept > 0 && kept < 2_000)
        #expect(try await served.get("/jobs")["jobs"]?[0]?["state"] == "cancelled")
        try await served.end()
    }

    @Test func aSyncThatIsCancelledElsewhereEnds() async throws {
        let (place, slow) = try Workplace.slow(2_000)
        let served = try await ServedPlace(place, adding: slow)
        let sync = try RunningProgram(["sync", "photos"], in: place, errors: .terminal)
        try await sync.wait { $0.errors.firstMatch(of: /[1-9][0-9]* of 2000/) != nil }
        let id = try #require(try await served.get("/jobs")["jobs"]?[0]?["id"]?.stringValue)
        let answer = try await HTTPExchange.send(
            "DELETE", served.address("/jobs/\(id)"), headers: ["Host": "localhost"])
        #expect(answer.status == 200)
        #expect(try await sync.end() == 130)
        try await served.end()
    }

    @Test func whatNobodyWaitsForIsCancelled() async throws {
        let (place, slow) = try Workplace.slow(2_000)
        let served = try await ServedPlace(place, adding: slow)
        let sync = try RunningProgram(["sync", "photos"], in: place, errors: .terminal)
        try await sync.wait { $0.errors.firstMatch(of: /[1-9][0-9]* of 2000/) != nil }
        sync.signal(SIGKILL)
        _ = try await sync.end()
        // Another sync may run: the first one is over.
        try await eventually("the sync ended with its caller") {
            try await place.run("sync", "photos", "--dry-run").code == 0
        }
        let kept = try await place.json("collections", "list")["collections"]?[0]?["images"]?.intValue ?? 0
        #expect(kept < 2_000)
        try await served.end()
    }

    @Test func aServerThatStopsEndsItsCommands() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let watch = try RunningProgram(["sync", "--watch"], in: place)
        try await watch.wait { $0.errors.contains("Watching the folders") }
        served.server.signal(SIGTERM)
        #expect(try await served.server.end() == 0)
        // It was not its caller that stopped it.
        #expect(try await watch.end() == 1)
        #expect(
            watch.errors.hasSuffix(
                "lookalike: The server ended before the command was done. What was done so far is kept.\n"))
    }

    @Test func aServerThatIsKilledIsTold() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let watch = try RunningProgram(["sync", "--watch"], in: place)
        try await watch.wait { $0.errors.contains("Watching the folders") }
        served.server.signal(SIGKILL)
        #expect(try await watch.end() == 1)
        #expect(
            watch.errors.hasSuffix(
                "lookalike: The server ended before the command was done. What was done so far is kept.\n"))
    }

    @Test func watchingFollowsTheFolder() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let watch = try RunningProgram(["sync", "photos", "--watch"], in: place)
        try await watch.wait { $0.errors.contains("Watching the folders") }
        try place.draw("photos/new.jpg")
        try await eventually("the new image was found") {
            try await place.json("collections", "list")["collections"]?[0]?["images"] == 4
        }
        watch.signal(SIGINT)
        #expect(try await watch.end() == 130)
        try await served.end()
    }

    @Test(arguments: [("y", 0), ("n", 1)]) func questionsAreAskedAtTheTerminal(answer: String, code: Int32)
        async throws
    {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let delete = try RunningProgram(["collections", "delete", "products"], in: place, errors: .terminal)
        try await delete.wait { $0.errors.contains("[y/N] ") }
        delete.type(answer + "\n")
        #expect(try await delete.end() == code)
        let left = try await place.json("collections", "list")["collections"]?.arrayValue?.count
        #expect(left == (code == 0 ? 0 : 1))
        try await served.end()
    }

    /// The answer is about what the question said.
    @Test(arguments: [
        (["collections", "delete", "products"], "the vectors of 3 images"),
        (["roots", "remove", "photos"], "its 3 images"),
    ]) func whatHasChangedSinceTheQuestionStays(arguments: [String], asked: String) async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let delete = try RunningProgram(arguments, in: place, errors: .terminal)
        try await delete.wait { $0.errors.contains("[y/N] ") }
        #expect(delete.errors.contains(asked), "\(delete.errors)")
        try place.draw("photos/new.jpg")
        #expect(try await place.run("sync", "photos").code == 0)
        delete.type("y\n")
        #expect(try await delete.end() == 1)
        #expect(delete.errors.contains("Nothing was deleted: it has changed"), "\(delete.errors)")
        #expect(try await place.json("collections", "stats", "products")["images"] == 4)
        try await served.end()
    }

    @Test func aGroupThatHasChangedSinceTheQuestionIsNotDecidedAbout() async throws {
        let place = try Workplace()
        let bytes = try TestScene.jpeg(TestScene.pixels(seed: 1))
        for name in ["photos/a.jpg", "photos/copy.jpg"] { try place.folder.write(bytes, to: name) }
        #expect(try await place.run("sync", "photos").code == 0)
        let served = try await ServedPlace(place)
        let duplicates = try RunningProgram(
            ["duplicates", "--keep", "best", "--apply"], in: place, errors: .terminal)
        try await duplicates.wait { $0.errors.contains("[y/N] ") }
        try place.folder.write(try TestScene.jpeg(TestScene.pixels(seed: 2)), to: "photos/a.jpg")
        #expect(try await place.run("sync", "photos").code == 0)
        duplicates.type("y\n")
        #expect(try await duplicates.end() == 1)
        #expect(duplicates.errors.contains("'a' has changed since"), "\(duplicates.errors)")
        #expect(place.exists("photos/a.jpg") && place.exists("photos/copy.jpg"))
        try await served.end()
    }

    /// Ctrl-C at a question ends the command, and nothing is deleted.
    @Test func aQuestionMayBeLeft() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let delete = try RunningProgram(["collections", "delete", "products"], in: place, errors: .terminal)
        try await delete.wait { $0.errors.contains("[y/N] ") }
        delete.signal(SIGINT)
        #expect(try await delete.end() == 130)
        #expect(try await place.json("collections", "stats", "products")["images"] == 3)
        try await served.end()
    }

    /// The query's bytes are sent, so that the server need not be able to read them.
    @Test func aPipeIsSearchedBy() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let (input, output) = (Pipe(), Pipe())
        let process = try CommandLineProgram.start(
            ["search", "/dev/stdin", "--json"], environment: place.environment, folder: place.path,
            input: .pipe(input), output: .pipe(output))
        try input.fileHandleForWriting.write(
            contentsOf: try Data(contentsOf: URL(fileURLWithPath: place.path + "/photos/b.jpg")))
        try input.fileHandleForWriting.close()
        let text = await ChildProcess.read(output)
        #expect(await process.end() == .code(0))
        let found = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(found["results"]?[0]?["id"] == "b")
        try await served.end()
    }

    /// Those of the process count as little as for any other client.
    @Test func theSettingsAreTheServers() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        let served = try await ServedPlace(place, adding: ["LOOKALIKE_MAX_UPLOAD_BYTES": "100"])
        let sync = try await place.run("sync", "photos", adding: ["LOOKALIKE_MAX_UPLOAD_BYTES": "1000000"])
        #expect(sync.errors.contains("photos/a.jpg") || sync.errors.contains("a.jpg: "), "\(sync.errors)")
        let search = try await place.run("search", "photos/a.jpg")
        #expect(search.code == 1 && search.complains("photos/a.jpg", "100"), "\(search.errors)")
        try await served.end()
    }

    @Test func aReaderThatHasGoneEndsItQuietly() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let (output, errors) = (Pipe(), Pipe())
        try output.fileHandleForReading.close()
        let process = try CommandLineProgram.start(
            ["collections", "list"], environment: place.environment, folder: place.path,
            output: .pipe(output), errors: .pipe(errors))
        #expect(await ChildProcess.read(errors) == "")
        #expect(await process.end() == .code(141))
        try await served.end()
    }
}
