internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeWorkThreads

/// The folder of a batch on the disk: its images (``SpoolFile``), and whether it was accepted. Until then it is marked as
/// being received, and what a crash leaves of it is removed; from then on it stays until its images are stored, whatever
/// becomes of the catalogue.
struct SpoolFolder: Sendable {
    /// What is needed to go on with an accepted batch that the catalogue does not know.
    struct Acceptance: Codable {
        var collection: String
        var total: Int
    }

    let path: String

    init(_ data: DataDirectory, _ id: String) {
        path = data.job(id)
    }

    var items: String { "\(path)/items" }
    private var receiving: String { "\(path)/receiving" }
    private var accepted: String { "\(path)/accepted.json" }

    var isBeingReceived: Bool { access(receiving, F_OK) == 0 }

    /// Nil if the batch was not accepted, or was accepted by a version that did not write this.
    var acceptance: Acceptance? {
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: accepted)) else { return nil }
        return try? JSONDecoder().decode(Acceptance.self, from: bytes)
    }

    func begin() throws(EngineError) {
        do throws(DurableFile.Failure) {
            try DurableFile.makeFolder(path)
            try DurableFile.begin([], at: receiving)
        } catch {
            throw EngineError(error)
        }
    }

    func accept(_ acceptance: Acceptance) throws {
        do {
            try DurableFile.replace(accepted, with: Array(JSONEncoder().encode(acceptance)))
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        }
        unlink(receiving)
        DurableFile.syncFolder(path)
    }

    private var attempt: String { "\(path)/attempt" }

    /// An image that was tried, and how often.
    struct Attempt: Codable {
        /// Its place in the batch.
        var position: Int
        var count: Int
    }

    /// The last image noted before it was tried; nil if there was none.
    var lastAttempt: Attempt? {
        // Without a note nothing is skipped.
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: attempt)) else { return nil }
        return try? JSONDecoder().decode(Attempt.self, from: bytes)
    }

    /// Notes which image is about to be tried.
    func note(_ attempted: Attempt) throws {
        do {
            try DurableFile.replace(attempt, with: Array(JSONEncoder().encode(attempted)))
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        }
    }

    /// The last image noted did not crash the process.
    func forgetAttempt() { unlink(attempt) }

    func remove() throws(EngineError) {
        guard access(path, F_OK) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            // Somebody else removed it meanwhile.
            if access(path, F_OK) != 0 { return }
            throw .dataFolderUnusable(
                path: path, detail: "it can't be removed: \(error.localizedDescription)")
        }
    }
}

extension Engine {
    /// Removes data of batches that were never accepted, and leftovers of finished batches.
    func removeUnacceptedSpools() async throws {
        let unfinished = Set(try await catalogue.jobs(finalLimit: 0).map(\.id))
        for name in try await Blocking.run({ [data] in try data.names(in: data.jobs) })
        where UUID(uuidString: name) != nil && !unfinished.contains(name) {
            let folder = SpoolFolder(data, name)
            // A failed batch may have images that exist nowhere else: it stays as an orphan.
            let state = try await catalogue.job(name)?.state
            let isOver = state == .succeeded || state == .cancelled
            do {
                try await Blocking.run {
                    if isOver || folder.isBeingReceived { try folder.remove() }
                }
            } catch { problems.set(.unknownFiles, name, "\(error)") }
        }
    }
}
