import Foundation
import TestSupport
import Testing

/// Prometheus' own check of what it reads, where its package is installed.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Promtool.isInstalled)) struct PromtoolTests {
    /// The name is the million-scale system's, though Prometheus' conventions have others.
    private static let theirs = "indexed_images_total non-counter metrics should not have \"_total\" suffix"

    @Test func `It finds nothing but a name of the million-scale system`() async throws {
        try await ScaleClient.open(["a", "b"]) { client async throws in
            _ = try await client.search(3)
            _ = try await client.delete("/index/none")
            _ = try await client.server.get("/nowhere")
            let text = try await client.server.get("/metrics").text
            let folder = try TemporaryFolder()
            try folder.write(Array(text.utf8), to: "metrics.txt")
            let told = try await Shell.run("\(Promtool.path) check metrics < metrics.txt", in: folder.path)
                .output
            let lines = told.split(separator: "\n").map(String.init)
            #expect(lines == [Self.theirs])
        }
    }
}

/// Prometheus' tool, of Debian's package `prometheus`.
private enum Promtool {
    static let path = "/usr/bin/promtool"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: path)
}
