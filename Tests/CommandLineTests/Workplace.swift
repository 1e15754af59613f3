import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// A folder of its own with pictures and an index, and the program run in it.
struct Workplace {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    var path: String { folder.path }
    var data: String { path + "/data" }

    /// What every run gets: the tests' own network, so that none depends on the built-in model.
    var environment: [String: String] {
        [
            "LOOKALIKE_MODEL_DIRS": Fixtures.models, "LOOKALIKE_MODEL": "tiny", "LOOKALIKE_DATA_DIR": data,
            "COLUMNS": "80",
        ]
    }

    /// Runs the program to its end.
    ///
    /// - Parameter adding: environment variables over the usual ones; nil takes one away.
    func run(_ arguments: String..., adding: [String: String?] = [:]) async throws
        -> CommandLineProgram.Result
    {
        try await run(arguments, adding: adding)
    }

    func run(_ arguments: [String], adding: [String: String?] = [:]) async throws -> CommandLineProgram.Result
    {
        var environment = environment
        for (name, value) in adding { environment[name] = value }
        return try await CommandLineProgram.run(arguments, environment: environment, folder: path)
    }

    /// Runs the program with `--json`, which must give 0 and JSON.
    func json(_ arguments: String..., adding: [String: String?] = [:]) async throws -> JSONValue {
        let result = try await run(arguments + ["--json"], adding: adding)
        try #require(result.code == 0, "\(result.errors)")
        return try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
    }

    /// Writes JPEGs of different seeds.
    func draw(_ names: String..., width: Int = 64, height: Int = 48) throws {
        for name in names {
            let seed = name.utf8.reduce(UInt64(7)) { $0 &* 131 &+ UInt64($1) }
            try folder.write(try TestPicture.jpeg(seed: seed, width: width, height: height), to: name)
        }
    }

    /// A folder `photos` of three pictures, indexed as `products`.
    func index() async throws {
        try draw("photos/a.jpg", "photos/b.jpg", "photos/deep/c.jpg")
        let result = try await run("sync", "photos")
        try #require(result.code == 0, "\(result.errors)")
    }

    func write(_ text: String, to name: String) throws {
        try folder.write(Array(text.utf8), to: name)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(name)")
    }
}

extension CommandLineProgram.Result {
    /// Whether standard error has one line of ours that says all of `parts`.
    func complains(_ parts: String...) -> Bool {
        let lines = errors.split(separator: "\n")
        return lines.count == 1 && lines[0].hasPrefix("lookalike: ") && parts.allSatisfy(lines[0].contains)
    }
}

/// A port that nobody listens on at the moment.
func freePort() -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            _ = bind(descriptor, address, length)
            _ = getsockname(descriptor, address, &length)
        }
    }
    return Int(UInt16(bigEndian: address.sin_port))
}
