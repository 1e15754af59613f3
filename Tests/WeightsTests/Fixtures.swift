import Foundation
import LookalikeWeights

/// The weight files of `Tests/Fixtures/weights`, which its `make.py` wrote with PyTorch and safetensors.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/weights").standardizedFileURL

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(name))))
    }

    /// What the libraries read in each file, by its name.
    static let expected: [String: [Expectation]] = {
        do {
            let data = try Data(contentsOf: folder.appending(path: "expected.json"))
            return try JSONDecoder().decode([String: [Expectation]].self, from: data)
        } catch {
            fatalError("expected.json can't be read: \(error)")
        }
    }()

    struct Expectation: Decodable {
        let format: String?
        /// To be asked for.
        let entry: String?
        let ignored: [String]?
        let tensors: [String: Tensor]?
        /// Parts of the error's message, if it is to be refused.
        let error: [String]?
    }

    struct Tensor: Decodable, Equatable {
        let type: String
        let shape: [Int]
        /// In hexadecimal digits.
        let bytes: String

        init(_ tensor: WeightTensor) throws {
            type = tensor.type.rawValue
            shape = tensor.shape
            bytes = try tensor.bytes().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}

/// A file that is there while its owner is.
final class ScratchFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        let name = "lookalike-weights-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        try write(bytes)
    }

    /// Writes into the same file, not a new one of its name.
    func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }

    // It may be gone already.
    deinit { try? FileManager.default.removeItem(atPath: path) }
}
