import Foundation
import TestSupport
import Testing

/// `make install`, without the building.
@Suite(.timeLimit(.minutes(10)), .serialized) struct InstallTests {
    private static func install(_ arguments: String, in folder: TemporaryFolder) async throws
        -> (code: Int32, output: String)
    {
        try await Shell.run("'\(Fixtures.root)/scripts/install' \(arguments)", in: folder.path)
    }

    @Test func `What is installed needs nothing of the checkout, and goes away whole`() async throws {
        let folder = try TemporaryFolder()
        let installed = try await Self.install("prefix", in: folder)
        try #require(installed.code == 0, "\(installed.output)")
        let program = "\(folder.path)/prefix/bin/lookalike"
        try folder.write(TestPicture.jpeg(seed: 1), to: "pictures/a.jpg")
        // The loader says which libraries it takes, those that are opened later too.
        let run = try await Shell.run(
            "LD_DEBUG=libs '\(program)' sync pictures --data-dir data 2>&1 | grep 'calling init: '"
                + " | sed 's/.*: //' | sort -u > loaded; '\(program)' search pictures/a.jpg --data-dir data",
            in: folder.path)
        #expect(run.code == 0 && run.output.contains("a.jpg"), "\(run.output)")
        let loaded = try String(contentsOfFile: folder.path + "/loaded", encoding: .utf8).split(
            separator: "\n"
        ).map { URL(fileURLWithPath: String($0)).resolvingSymlinksInPath().path }
        let lib = URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().path + "/prefix/lib/lookalike/"
        #expect(loaded.contains { $0.hasPrefix(lib) && $0.contains("openvino") })
        #expect(loaded.contains { $0.hasPrefix(lib) && $0.contains("swift") })
        #expect(
            loaded.filter { !$0.hasPrefix(lib) && !$0.hasPrefix("/lib") && !$0.hasPrefix("/usr/lib") } == [])
        // Again, over the first.
        #expect(try await Self.install("prefix", in: folder).code == 0)
        #expect(try await Self.install("--remove prefix", in: folder).code == 0)
        let rest = FileManager.default.subpaths(atPath: folder.path + "/prefix") ?? []
        #expect(rest.filter { $0.contains("lookalike") } == [])
        #expect(try await Self.install("--remove prefix", in: folder).code == 1)
    }

    @Test func `Files of others are left alone`() async throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "prefix/bin/lookalike")
        for arguments in ["prefix", "--remove prefix"] {
            let refused = try await Self.install(arguments, in: folder)
            #expect(refused.code == 1 && refused.output.contains("is not of this program"))
        }
        #expect(FileManager.default.contents(atPath: folder.path + "/prefix/bin/lookalike") == Data([1]))
    }
}
