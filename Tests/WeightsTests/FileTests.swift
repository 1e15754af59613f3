import Foundation
import LookalikeWeights
import Testing

/// Files that are none of the formats, that are cut short, or that change.
@Suite(.timeLimit(.minutes(10))) struct FileTests {
    @Test func otherFilesAreOfNoKnownFormat() throws {
        for bytes in [
            [], [0], Array("hello, world, this is no weight file".utf8), Array("<!DOCTYPE html>".utf8),
        ] {
            let scratch = try ScratchFile(bytes)
            #expect(throws: WeightFileError.unknownFormat) { try WeightFile.open(scratch.path) }
        }
    }

    @Test func foldersAndMissingFilesAreUnreadable() throws {
        for path in [FileManager.default.temporaryDirectory.path, "/dev/null", "/nowhere/at/all"] {
            let error = #expect(throws: WeightFileError.self) { try WeightFile.open(path) }
            #expect(error?.description.hasPrefix("the file can't be read: ") == true)
        }
    }

    @Test(arguments: ["types.zip.pth", "layouts.legacy.pth", "tar.pth", "script.pt", "types.safetensors"])
    func aFileCutAnywhereIsRefused(name: String) throws {
        let bytes = try Fixtures.bytes(name)
        let scratch = try ScratchFile([])
        for step in 0..<200 {
            // A tar archive needs nothing of its last blocks.
            let end = name == "tar.pth" ? bytes.count - 1_024 - 512 : bytes.count
            try scratch.write(Array(bytes.prefix(end * step / 200)))
            #expect(throws: WeightFileError.self) { try WeightFile.open(scratch.path) }
        }
    }

    @Test func aFileThatShrinksGivesAnError() throws {
        let bytes = LegacyFile.bytes(storage: [1, 2, 3], shape: [3], strides: [1])
        let scratch = try ScratchFile(bytes)
        let tensor = try #require(try WeightFile.open(scratch.path).tensors["w"])
        try scratch.write(Array(bytes.prefix(10)))
        let expected = WeightFileError.unreadable(detail: "it became shorter while it was read")
        #expect(throws: expected) { try tensor.bytes() }
    }

    @Test func anEntryThatIsNotThereIsNamed() throws {
        for (name, entry) in [
            ("ambiguous.zip.pth", "ema/none"), ("ambiguous.legacy.pth", "epoch"),
            ("types.safetensors", "model"), ("script.pt", "model"),
        ] {
            let error = #expect(throws: WeightFileError.self) {
                try WeightFile.open(Fixtures.path(name), entry: entry)
            }
            #expect(error?.description.contains("no dictionary '\(entry)'") == true)
        }
    }
}
