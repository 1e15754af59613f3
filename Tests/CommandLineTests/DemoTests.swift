import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DemoTests {
    @Test func drawsOnceAndMendsWhatIsMissing() async throws {
        let place = try Workplace()
        let first = try await place.json("demo", "pictures")
        let total = try #require(first["total"]?.intValue)
        #expect(total >= 150)
        #expect(first["drawn"]?.intValue == total)
        let kinds = try FileManager.default.contentsOfDirectory(atPath: place.path + "/pictures")
        #expect(kinds.count >= 15)
        let some = "\(place.path)/pictures/\(kinds[0])"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: some).first)
        try FileManager.default.removeItem(atPath: "\(some)/\(name)")
        let again = try await place.run("demo", "pictures")
        #expect(again.output == "pictures has \(total) demo images, 1 of them new.\n")
    }

    @Test func aFolderThatCannotBeMadeIsTold() async throws {
        let place = try Workplace()
        try place.write("", to: "file")
        let result = try await place.run("demo", "file")
        #expect(result.code == 1)
        #expect(result.complains("file/", "can't be written"))
    }
}
