import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// What a command's arguments name is that of the process that was called, and of nobody else.
@Suite(.timeLimit(.minutes(10))) struct ServedPathTests {
    /// The server has other files under these names, or none.
    @Test(arguments: [
        ["import", "--npy", "/dev/stdin", "--collection", "new"],
        ["import", "--npy", "v.npy", "--metadata", "/dev/fd/3", "--collection", "new"],
        ["export", "--npy", "/dev/stdout", "--collection", "products"],
        ["import-folder", "/proc/self/cwd/photos"], ["sync", "//dev/./fd/0"],
    ]) func whatOnlyTheProcessHasOpenIsRefused(arguments: [String]) async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let result = try await place.run(arguments)
        #expect(
            result.code == 1 && result.complains("is what this process has open", "name a file"),
            "\(result.errors)")
        #expect(try await place.json("collections", "list")["collections"]?.arrayValue?.count == 1)
        try await served.end()
    }

    @Test(arguments: [
        ["--npy", "v.npy", "--metadata", "metadata.json"], ["--folder", "."],
    ]) func metadataThatIsTooMuchForAServerIsRefused(source: [String]) async throws {
        let place = try Workplace()
        try await place.index()
        try place.write("", to: "metadata.json")
        // It takes no room on the disk.
        try #require(truncate(place.path + "/metadata.json", 1 << 30) == 0)
        let served = try await ServedPlace(place)
        let result = try await place.run(["import"] + source + ["--collection", "new"])
        #expect(
            result.code == 1
                && result.complains("metadata.json has 1.07 GB, and a server takes", "stop the server"),
            "\(result.errors)")
        try await served.end()
    }

    @Test func aFolderThatIsGoneHasNoFiles() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let version = try #require(try await place.run("--version").output.firstMatch(of: /[0-9]\S*/)).output
        let order = """
            {"version": "\(version)", "arguments": ["sync", "photos", "--collection", "other"], "folder": "", \
            "files": [], "isWatched": false, "columns": 80, "canBeAsked": false}
            """
        let answer = try await HTTPExchange.send(
            "POST", served.address("/commands"),
            headers: ["Host": "localhost", "Content-Type": "application/json"], body: Array(order.utf8))
        #expect(answer.status == 200)
        #expect(answer.text.contains("the folder that the command was started in is gone"), "\(answer.text)")
        #expect(try await place.json("collections", "list")["collections"]?.arrayValue?.count == 1)
        try await served.end()
    }

    /// Addresses may have passwords in them.
    @Test func theLogHasNoArguments() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let search = try await place.run("search", "https://user:open-sesame@localhost/x.jpg")
        #expect(search.code != 0)
        try await served.server.wait { ($0.output + $0.errors).contains("command ended") }
        let log = served.server.output + served.server.errors
        #expect(log.contains("command=search") && !log.contains("open-sesame"), "\(log)")
        try await served.end()
    }
}
