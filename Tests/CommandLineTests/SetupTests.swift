import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SetupTests {
    /// Runs the menu with these answers.
    private static func menu(_ answers: [String], in place: Workplace) async throws -> (String, Int32) {
        let (input, output) = (Pipe(), Pipe())
        let process = try CommandLineProgram.start(
            ["setup"], environment: place.environment, folder: place.path, input: .pipe(input),
            output: .pipe(output), errors: .pipe(output))
        try input.fileHandleForWriting.write(contentsOf: Data(answers.map { $0 + "\n" }.joined().utf8))
        try input.fileHandleForWriting.close()
        return (await ChildProcess.read(output), await process.end().status)
    }

    @Test func theMenuLeadsThrough() async throws {
        let place = try Workplace()
        try place.draw("cifar/train/cat/1.jpg", "cifar/train/dog/2.jpg")
        let (text, code) = try await Self.menu(
            ["1", "6", "2", "4", "3", "cifar", "", "x", "4", "6", "0"], in: place)
        #expect(code == 0)
        for part in [
            "Models: ", "'resnet50', is not installed", "There is no gallery yet.",
            "the collection 'gallery' of the model 'tiny'", "There are no images to index yet",
            "'gallery' has 2 images in 2 categories", "Type a number from 0 to 6.",
            "The index has 2 vectors; 2 prototypes",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.contains(/prototypes +2/))
    }

    @Test func theMenuEndsWithItsInput() async throws {
        let place = try Workplace()
        let (_, code) = try await Self.menu(["3", "nowhere", "5"], in: place)
        #expect(code == 0)
        #expect(!place.exists("data"))
    }

    @Test func theFlagsOfTheScript() async throws {
        let place = try Workplace()
        try place.draw("cifar/train/cat/1.jpg", "cifar/train/dog/2.jpg", "cifar/train/dog/3.jpg")
        let none = try await place.run("setup", "--status")
        #expect(none.code == 0)
        #expect(none.output == "There is no gallery yet.\n")
        let early = try await place.run("setup", "--build-index")
        #expect(early.code == 1)
        #expect(early.complains("There are no images to index yet"))
        let database = try await place.run("setup", "--setup-db")
        #expect(database.code == 0)
        #expect(database.output.contains("'gallery'"))
        let all = try await place.run("setup", "--all", "--cifar10", "cifar", "--num-images", "2")
        #expect(all.code == 0, "\(all.errors)")
        #expect(all.output.contains("The index has 2 vectors"))
        #expect(all.output.contains(/images +2/))
        let index = try await place.run("setup", "--build-index")
        #expect(index.code == 0)
        #expect(index.output.contains("2 prototypes were made anew"))
    }

    @Test(arguments: [
        ["--num-images", "0"], ["--all", "--num-images", "5"], ["--surprise"], ["--num-images", "x"],
    ])
    func wrongUsageIsExplained(flags: [String]) async throws {
        let result = try await Workplace().run(["setup"] + flags)
        #expect(result.code == 64)
    }
}
