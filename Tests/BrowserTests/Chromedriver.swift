import Foundation
import Synchronization
import TestSupport

/// Debian's `chromedriver`, on a port that it chooses, for as long as the object lives.
final class Chromedriver: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description =
            "chromium or chromedriver is missing: run 'scripts/setup test', or set LOOKALIKE_SKIP_BROWSER=1."
    }

    private let process: ChildProcess
    private let printed = Mutex("")

    /// - Throws: ``Missing``.
    init() throws {
        guard Self.find("chromium") != nil, let driver = Self.find("chromedriver") else { throw Missing() }
        let output = Pipe()
        // A group of its own, so that the browser can be ended with it, whatever state they are in.
        process = try ChildProcess(
            "/usr/bin/setsid", [driver, "--port=0", "--log-level=SEVERE"], output: .pipe(output),
            errors: .none,
            limit: 3_600)
        Task {
            for await piece in ChildProcess.pieces(of: output) {
                printed.withLock { $0 += String(decoding: piece, as: UTF8.self) }
            }
        }
    }

    func stop() {
        kill(-process.processIdentifier, SIGKILL)
        process.signal(SIGKILL)
    }

    /// Where it listens, once it does.
    func address() async throws -> String {
        try await eventually("chromedriver listens", every: .milliseconds(20)) {
            port != nil || !process.isRunning
        }
        guard let port else {
            throw WebDriver.Failure(description: "chromedriver does not start: \(printed.withLock { $0 })")
        }
        return "http://127.0.0.1:\(port)"
    }

    private var port: Substring? {
        printed.withLock { $0 }.firstMatch(of: /successfully on port (\d+)/)?.1
    }

    private static func find(_ program: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
