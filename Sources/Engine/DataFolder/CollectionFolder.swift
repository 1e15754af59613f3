internal import Foundation

/// The folder of one collection, and the note in it that says that its deletion was begun. Without it nothing in it is
/// removed, whatever the catalogue knows.
struct CollectionFolder {
    let path: String

    init(_ data: DataDirectory, _ id: Int64) {
        path = data.collection(id)
    }

    // MARK: Deleting

    private var deletion: String { "\(path)/deleted" }

    /// Whether the collection's deletion was begun.
    var isBeingDeleted: Bool { access(deletion, F_OK) == 0 }

    /// Notes that the collection is about to be deleted. To be followed by ``remove()`` or ``keep()``.
    func beginDeleting() throws(EngineError) {
        // Nothing was ever written of a collection that has no folder.
        guard access(path, F_OK) == 0 else { return }
        do throws(DurableFile.Failure) {
            try DurableFile.replace(deletion, with: [])
        } catch {
            // A full disk, or a folder that is read only, is no reason to keep a collection: without the note a crash
            // between here and the end leaves a folder that is reported.
            if error.isDiskFull || error.code == EROFS || error.code == EACCES { return }
            throw EngineError(error)
        }
    }

    /// The collection stays.
    func keep() {
        unlink(deletion)
        DurableFile.syncFolder(path)
    }

    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)`` where something is left.
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
