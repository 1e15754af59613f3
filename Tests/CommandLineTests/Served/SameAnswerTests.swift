import Foundation
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

/// Each command that uses the data folder, with a server that holds it and without: what it prints is the same.
@Suite(.timeLimit(.minutes(10))) struct SameAnswerTests {
    /// Commands in a row; the first of their results are what the others work on.
    static let scripts: [String: [[String]]] = [
        "folders": [
            ["sync", "photos"], ["sync", "photos", "--json"], ["sync", "photos", "--dry-run", "--full"],
            ["add", "more", "--json"], ["sync", "./photos/../more/"], ["sync"], ["sync", "--json"],
            ["roots", "list"], ["roots", "remove", "more"], ["roots", "remove", "more", "--yes"],
            ["roots", "list", "--json"], ["roots", "remove", "nowhere", "--yes"], ["sync", "nowhere"],
            ["sync", "more"], ["sync", "more", "--replace-folder", "--allow-removals"],
            ["sync", "more", "--collection", "bad/name"],
        ],
        "searches": [
            ["sync", "photos"], ["search", "photos/a.jpg"], ["search", "photos/a.jpg", "--json", "-k", "2"],
            ["search", "photos/a.jpg", "-", "2:photos/b.jpg", "--fold"], ["search", "nowhere.jpg"],
            ["search", "photos"], ["search", "notes.txt"], ["search", "photos/a.jpg", "--filter", "{"],
            ["search", "photos/a.jpg", "--threshold", "2"], ["search", "photos/a.jpg", "--page", "9"],
            ["search", "--query_image=photos/a.jpg", "--json"], ["search", "--text", "red mug"],
            ["search", "photos/a.jpg", "--collection", "nope"],
            ["search", "photos/a.jpg", "--region", "0,0,1"],
        ],
        "collections": [
            ["collections"], ["collections", "list", "--json"], ["sync", "photos"], ["collections"],
            ["collections", "stats", "products", "--json"], ["collections", "verify", "products"],
            ["collections", "verify", "products", "--heal"],
            ["collections", "index", "products", "--kind", "hnsw"], ["collections", "index", "nope"],
            ["collections", "rename", "products", "things"], ["collections", "stats", "things"],
            ["calibrate", "--collection", "things", "--by", "neighbours"],
            ["collections", "delete", "things"], ["collections", "delete", "things", "--yes"],
            ["collections", "delete", "things", "--yes"], ["orphans", "list"], ["orphans", "remove", "1"],
            ["orphans", "adopt", "x"],
        ],
        "exchange": [
            ["import-folder", "animals"], ["import-folder", "animals", "--json"],
            ["import-folder", "photos/deep"],
            ["import-cifar10", "animals", "--collection", "c10"], ["import-cifar10", "nowhere"],
            ["export", "--faiss", "v.bin", "--collection", "gallery"],
            ["export", "--faiss", "v.bin", "--collection", "gallery"],
            ["export", "--npy", "v.npy", "--collection", "gallery", "--json"],
            [
                "import", "--faiss", "v.bin", "--metadata", "v.bin.json", "--collection", "copy",
            ],
            ["import", "--npy", "v.npy", "--collection", "plain", "--json"],
            ["import", "--npy", "v.npy"], ["setup", "--build-index"], ["setup", "--status"],
        ],
        "duplicates": [
            ["sync", "twins", "--collection", "products"], ["duplicates"],
            ["duplicates", "--format", "json"],
            ["duplicates", "--format", "csv"], ["duplicates", "--keep", "best", "--apply"],
            ["duplicates", "--keep", "best", "--apply", "--yes"], ["duplicates", "decisions"],
            ["duplicates", "decide", "nope", "--keep-all"], ["duplicates", "undo", "nope"],
        ],
        "migration": [
            ["sync", "photos"], ["migrate", "products", "--model", "other", "--dry-run"],
            ["migrate", "products", "--model", "other"], ["migrate", "status", "products"],
            ["migrate", "rollback", "products", "--json"], ["migrate", "cancel", "products"],
            ["migrate", "products", "--model", "other", "--json"], ["migrate", "finish", "products"],
            ["migrate", "finish", "products", "--yes"], ["migrate", "products", "--model", "nope"],
        ],
    ]

    private static func workplace() throws -> Workplace {
        let place = try Workplace()
        try OtherNetwork.add(to: place.data + "/models")
        try place.draw("photos/a.jpg", "photos/b.jpg", "photos/deep/c.jpg", "more/d.jpg")
        try place.draw("animals/cat/1.jpg", "animals/dog/2.jpg", "animals/dog/3.jpg")
        let large = TestScene.pixels(seed: 1)
        let small = large.resized(width: 160, height: 120, interpolation: .bilinear)
        try place.folder.write(try TestScene.jpeg(large), to: "twins/large.jpg")
        try place.folder.write(try TestScene.jpeg(small), to: "twins/small.jpg")
        try place.write("no picture", to: "notes.txt")
        return place
    }

    @Test(arguments: scripts.keys.sorted()) func theServerSaysWhatTheCommandSays(script: String) async throws
    {
        let (alone, place) = (try Self.workplace(), try Self.workplace())
        let served = try await ServedPlace(place)
        for arguments in Self.scripts[script] ?? [] {
            let wanted = try await alone.run(arguments).comparable(in: alone)
            let answer = try await place.run(arguments).comparable(in: place)
            #expect(answer == wanted, "\(arguments)")
        }
        try await served.end()
        // What the server was told is in the data folder.
        let left = try await place.run("collections").comparable(in: place)
        #expect(left == (try await alone.run("collections").comparable(in: alone)))
    }
}
