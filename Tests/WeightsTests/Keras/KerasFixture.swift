import Foundation
import LookalikeWeights
import LookalikeZlib

/// A file of `Tests/Fixtures/keras`, unpacked into a folder of its own, which is removed with it.
final class KerasFixture: Sendable {
    let path: String
    private let folder: String

    init(_ name: String) throws {
        let packed = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/keras/\(name).gz")
        folder = NSTemporaryDirectory() + "/lookalike-keras-\(UUID().uuidString)"
        path = folder + "/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(inflate([UInt8](Data(contentsOf: packed)), .gzip, limit: 1 << 24))
    }

    // A folder that can't be removed stays in the folder for temporary files.
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var bytes: [UInt8] { get throws { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) } }

    func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    /// The file stays readable when the fixture is gone, since it is open.
    func open() throws(WeightFileError) -> WeightFile {
        defer { withExtendedLifetime(self) {} }
        return try WeightFile.open(path)
    }

    static func open(_ name: String) throws -> WeightFile { try KerasFixture(name).open() }

    /// The elements that make.py gives a tensor of this name.
    static func elements(_ name: String, count: Int) -> [Float] {
        let start = name.utf8.reduce(0) { $0 + Int($1) } * 31
        return (0..<count).map { Float((start + 7 * $0) % 127 - 63) / 32 }
    }
}

extension WeightFile {
    /// The names of the tensors whose elements are not those that their names stand for.
    func wrongTensors() throws -> [String] {
        try tensors.values.filter { try $0.floats() != KerasFixture.elements($0.name, count: $0.count) }
            .map(\.name).sorted()
    }

    var shapes: [String: [Int]] { tensors.mapValues(\.shape) }
}
