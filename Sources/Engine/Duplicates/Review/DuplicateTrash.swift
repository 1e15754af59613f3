internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeWorkThreads

/// The images that one decision removed: their bytes, and a list of what they were and where. In a folder below the data
/// folder's `trash`, which is never emptied by itself.
struct DuplicateTrash: Sendable {
    /// An image as it was.
    struct Item: Sendable, Codable, Equatable {
        /// The name of its bytes in the folder.
        var name: String
        /// Where its file was; nil for an upload and for a client's vector.
        var file: String?
        var id: String
        var source: String
        var path: String?
        var title: String
        var mediaType: String
        var width: Int
        var height: Int
        var bytes: Int
        var contentHash: String
        var attributes: [String: JSONValue]
        var category: Int64?
        var externalID: Int64?
        var code: String?
        var mark: String?
        var vector: [Float]
    }

    /// Why an image's bytes can't be moved.
    struct Failure: Error {
        /// Completes a sentence.
        let detail: String
    }

    private static let list = "removed.json"

    let folder: String

    /// Writes the list, before anything is moved.
    func write(_ items: [Item]) throws {
        do throws(DurableFile.Failure) {
            try DurableFile.makeFolder(folder)
            try DurableFile.replace("\(folder)/\(Self.list)", with: try encoded(items))
        } catch {
            throw EngineError(error)
        }
    }

    private func encoded(_ items: [Item]) throws(DurableFile.Failure) -> [UInt8] {
        do { return try Array(JSONEncoder().encode(items)) } catch {
            throw DurableFile.Failure(path: folder, code: EINVAL)
        }
    }

    /// What the decision removed; none if it removed nothing.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if the list can't be read.
    func items() throws -> [Item] {
        let path = "\(folder)/\(Self.list)"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            return try JSONDecoder().decode([Item].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw EngineError.storageDamaged("the list of removed duplicates \(path) can't be read.")
        }
    }

    /// Puts the bytes of an image into the folder; a file of the collection's folder leaves that.
    ///
    /// - Parameter origin: where they are.
    func take(_ item: Item, from origin: String, limit: Int) throws(Failure) {
        do {
            let content = try FileContent.read(origin, limit: max(limit, item.bytes))
            guard LookalikeEngine.contentHash(content.bytes) == item.contentHash else {
                throw Failure(detail: "its file has changed since the last sync")
            }
            let target = "\(folder)/\(item.name)"
            try DurableFile.replace(target, with: content.bytes)
            // The copy is on the disk, so the file can go.
            if item.file != nil, unlink(origin) != 0 {
                let code = errno
                unlink(target)
                throw Failure(detail: String(cString: strerror(code)))
            }
        } catch let failure as FileContent.Failure {
            let error = failure.asError(path: origin, limit: limit)
            throw Failure(detail: (error as? FileReadError)?.detail ?? "\(error)")
        } catch let failure as DurableFile.Failure {
            throw Failure(detail: String(cString: strerror(failure.code)))
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(detail: "\(error)")
        }
    }

    /// Puts a file back where it was; nothing is replaced.
    func putBack(_ item: Item) throws(Failure) {
        guard let file = item.file else { return }
        // A removal that was ended before the file left. If the file can't be read, writing it says why.
        if let there = try? FileContent.read(file, limit: item.bytes),
            LookalikeEngine.contentHash(there.bytes) == item.contentHash
        {
            return
        }
        let source = "\(folder)/\(item.name)"
        do throws(DurableFile.Failure) {
            let parent = (file as NSString).deletingLastPathComponent
            try DurableFile.makeFolder(parent, mode: 0o777)
            // Written under another name and linked, so that a file that is there now stays.
            let temporary = "\(parent)/.\(UUID().uuidString).lookalike"
            defer { unlink(temporary) }
            try DurableFile.begin(try bytes(of: source), at: temporary)
            if FileManager.default.fileExists(atPath: file) {
                throw DurableFile.Failure(path: file, code: EEXIST)
            }
            try DurableFile.finish(temporary, as: file)
            DurableFile.syncFolder(parent)
        } catch {
            throw Failure(
                detail: error.code == EEXIST
                    ? "there is a file at \(file) again"
                    : "\(error.path): \(String(cString: strerror(error.code)))")
        }
    }

    /// The bytes of an image in the folder.
    func content(of item: Item) throws(Failure) -> [UInt8] {
        do throws(DurableFile.Failure) {
            return try bytes(of: "\(folder)/\(item.name)")
        } catch {
            throw Failure(detail: "\(error.path): \(String(cString: strerror(error.code)))")
        }
    }

    private func bytes(of path: String) throws(DurableFile.Failure) -> [UInt8] {
        do { return try FileContent.read(path, limit: .max).bytes } catch {
            throw DurableFile.Failure(path: path, code: ENOENT)
        }
    }

    /// Whether the bytes of an image are in the folder.
    func has(_ item: Item) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(item.name)") }

    /// Forgets an image that is back.
    func remove(_ item: Item) { unlink("\(folder)/\(item.name)") }

    /// Removes the folder, once all is back.
    func removeFolder() {
        unlink("\(folder)/\(Self.list)")
        // A folder with something left in it stays.
        rmdir(folder)
    }
}
