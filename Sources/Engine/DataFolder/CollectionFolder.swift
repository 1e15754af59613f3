internal import Catalogue
internal import Foundation
internal import SystemPackage
internal import Vectors

/// The folder of one collection, and the notes in it that say what a crash may have cut off. Without such a note nothing
/// in it is removed, whatever the catalogue knows.
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

    // MARK: Vector files

    /// Notes that a vector file of a generation is about to be made from the one in use.
    func beginGeneration(_ generation: Int) throws(EngineError) {
        do throws(DurableFile.Failure) {
            try DurableFile.makeFolder(path)
            try DurableFile.replace(note(of: generation), with: [])
        } catch {
            throw EngineError(error)
        }
    }

    /// The file is in use, or was given up.
    func endGeneration(_ generation: Int) { unlink(note(of: generation)) }

    private func note(of generation: Int) -> String { "\(path)/making-\(generation)" }

    /// Removes vector files that are known to be left by a crash: older ones than the one in use, and newer ones that were
    /// just being made from it. A newer one that nothing is known of belongs to a newer catalogue: it is set aside.
    ///
    /// - Returns: the names of files that were set aside, now or before.
    func tidy(current: Int) throws(EngineError) -> [String] {
        var aside: [String] = []
        // A folder that can't be listed is told by who opens the vectors in it.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let unfinished = Set(names.filter { $0.hasPrefix("making-") }.compactMap { Int($0.dropFirst(7)) })
        for name in names.sorted() {
            if name.hasPrefix(Self.asidePrefix) { aside.append(name) }
            if name.hasSuffix(".tmp") { unlink("\(path)/\(name)") }
            guard let generation = Self.generation(of: name), generation != current else { continue }
            let isVectors = name.hasSuffix(".lkv")
            // A compaction that a crash cut off after the switch may not have put its old file aside yet.
            let isNewer = isVectors && generation < current && hasNewerRows
            if generation < current && !isNewer || unfinished.contains(generation) {
                unlink("\(path)/\(name)")
            } else if isVectors {
                aside.append(try putAside("\(path)/\(name)"))
            }
        }
        for generation in unfinished { endGeneration(generation) }
        return aside
    }

    static let asidePrefix = "unknown-"

    private var newerRows: String { "\(path)/newer-rows" }

    /// Whether the vector file in use has vectors of a newer catalogue.
    var hasNewerRows: Bool { access(newerRows, F_OK) == 0 }

    func noteNewerRows() throws(EngineError) {
        do throws(DurableFile.Failure) {
            try DurableFile.replace(newerRows, with: [])
        } catch {
            throw EngineError(error)
        }
    }

    /// Puts a vector file aside that is not in use and has vectors of a newer catalogue.
    ///
    /// - Returns: the name that it has now.
    @discardableResult
    func putAside(_ file: String) throws(EngineError) -> String {
        let name = FilePath(file).lastComponent?.string ?? "vectors"
        var (kept, number) = (Self.asidePrefix + name, 1)
        // Another one may have been put aside under that name.
        while access("\(path)/\(kept)", F_OK) == 0 {
            number += 1
            kept = "\(Self.asidePrefix)\(number)-\(name)"
        }
        guard rename(file, "\(path)/\(kept)") == 0 else {
            throw EngineError(DurableFile.Failure(path: file, code: errno))
        }
        unlink(newerRows)
        return kept
    }

    /// Vector files of later generations than the one in use, which no crash left: those of a newer catalogue.
    func laterFiles(than current: Int) -> [String] {
        // A folder that can't be listed is told by who opens the collection.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { name in
            guard let generation = Self.generation(of: name), name.hasSuffix(".lkv") else { return false }
            return generation > current && !names.contains("making-\(generation)")
        }.sorted()
    }

    /// Of a vector file, and of what is kept beside one: the number in `vectors-7.lkv`, `vectors-7.lkv.graph` …
    private static func generation(of name: String) -> Int? {
        guard name.hasPrefix("vectors-") else { return nil }
        return Int(name.dropFirst(8).prefix { $0 != "." })
    }
}
