import Foundation

/// Files that the tests read.
enum Fixture {
    /// The repository's root.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let folder = root + "/Tests/Fixtures/tokenizers"

    static func decoded<Value: Decodable>(_ name: String) throws -> Value {
        try JSONDecoder().decode(
            Value.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }
}
