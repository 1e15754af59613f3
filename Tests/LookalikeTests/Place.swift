import Foundation
import Lookalike
import Synchronization
import TestSupport

/// A folder for a store and for images, and what examples print.
final class Place: Sendable {
    private let files: TemporaryFolder
    private let printed = Mutex<[String]>([])

    init() throws {
        files = try TemporaryFolder()
    }

    /// For the store; not there yet.
    var folder: URL { URL(fileURLWithPath: files.path + "/store") }
    /// With models.
    var models: URL { URL(fileURLWithPath: Fixtures.models) }
    /// Where ``draw(_:_:)`` puts images.
    var pictures: URL { URL(fileURLWithPath: files.path + "/pictures") }

    /// Writes an image that the seed chooses.
    @discardableResult
    func draw(_ seed: UInt64, _ name: String) throws -> URL {
        URL(fileURLWithPath: try files.write(TestPicture.jpeg(seed: seed), to: "pictures/\(name)"))
    }

    @discardableResult
    func write(_ bytes: [UInt8], _ name: String) throws -> URL {
        URL(fileURLWithPath: try files.write(bytes, to: name))
    }

    /// A store with the network of the fixtures, which is quick to load.
    func store(_ change: (inout StoreOptions) -> Void = { _ in }) async throws -> Store {
        var options = StoreOptions()
        options.modelFolders = [models]
        options.defaultModel = "tiny"
        options.workers = 2
        change(&options)
        return try await Store(at: folder, options: options)
    }

    /// What was printed so far, line by line.
    var output: [String] { printed.withLock { $0 } }

    func print(_ items: [Any]) {
        let line = items.map { "\($0)" }.joined(separator: " ")
        printed.withLock { $0.append(line) }
    }
}

extension LookalikeError {
    /// The name of the case, whatever the sentence.
    var kind: String { Mirror(reflecting: self).children.first?.label ?? "\(self)" }
}
