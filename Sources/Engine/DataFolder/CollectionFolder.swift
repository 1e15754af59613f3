internal import Foundation

/// The folder of one collection, and the note in it that says that its deletion has begun. Without the note nothing
/// in it is removed, whatever the catalogue says.
struct CollectionFolder: Sendable {
    let path: String

    init(_ data: DataDirectory, _ recordID: Int64) {
        path = data.collection(recordID)
    }

    // MARK: Deleting

    private var deletion: String { "\(path)/deleted" }

    /// Whether the collection's deletion has begun.
    var isBeingDeleted: Bool { access(deletion, F_OK) == 0 }

    /// Notes that the collection is about to be deleted. Call ``remove()`` or ``keep()`` afterwards.
    func beginDeleting() throws(EngineError) {
        // A collection without a folder never had files.
        guard access(path, F_OK) == 0 else { return }
        do throws(DurableFile.Failure) {
            try DurableFile.replace(deletion, with: [])
        } catch {
            // A full disk or a read-only folder is no reason to refuse. Without the note, a crash before the end
            // leaves a folder that is reported as an orphan.
            if error.isDiskFull || error.code == EROFS || error.code == EACCES { return }
            throw EngineError(error)
        }
    }

    /// Cancels the deletion.
    func keep() {
        unlink(deletion)
        DurableFile.syncFolder(path)
    }

    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)`` if something is left.
    func remove() throws(EngineError) {
        guard access(path, F_OK) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .dataFolderUnusable(
                path: path, detail: "it can't be removed: \(error.localizedDescription)")
        }
    }
}
