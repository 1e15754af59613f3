internal import Catalogue
internal import Foundation
internal import JSON

/// The folder of a batch on the disk: its pictures (``SpoolFile``), and whether it was accepted. Until then it is marked as
/// being received, and what a crash leaves of it is removed; from then on it stays until its pictures are stored, whatever
/// becomes of the catalogue.
struct SpoolFolder {
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

    /// Nil where the batch was not accepted, or by a version that did not say.
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

    /// A picture that was tried, and how often.
    struct Attempt: Codable {
        /// Its place in the batch.
        var position: Int
        var count: Int
    }

    /// The picture that was noted last before it was tried; nil where none was.
    var lastAttempt: Attempt? {
        // Without a note nothing is known, and nothing passed over.
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: attempt)) else { return nil }
        return try? JSONDecoder().decode(Attempt.self, from: bytes)
    }

    /// Notes which picture is about to be tried.
    func note(_ attempted: Attempt) throws {
        do {
            try DurableFile.replace(attempt, with: Array(JSONEncoder().encode(attempted)))
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        }
    }

    /// The picture that was noted last did not end the process.
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
    /// Removes what was received for batches that were never accepted, and what batches that are over left.
    func removeUnacceptedSpools() throws {
        let unfinished = Set(try catalogue.jobs(finalLimit: 0).map(\.id))
        for name in try data.names(in: data.jobs)
        where UUID(uuidString: name) != nil && !unfinished.contains(name) {
            let folder = SpoolFolder(data, name)
            // One that failed may have images that are nowhere else: it stays as an orphan.
            let state = try catalogue.job(name)?.state
            let isOver = state == .succeeded || state == .cancelled
            guard folder.isBeingReceived || isOver else { continue }
            do { try folder.remove() } catch { problems.set(.unknownFiles, name, "\(error)") }
        }
    }
}
