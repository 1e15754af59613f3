internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The folder of one collection's vector files, and the notes in it about work that a crash may have interrupted.
/// Without such a note nothing in it is removed.
struct VectorFolder: Sendable {
    let path: String

    func file(_ generation: Int) -> String { "\(path)/vectors-\(generation).lkv" }

    private var names: [String] {
        // An unlistable folder is reported when the vectors in it are opened.
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    /// The number in the name of a vector file or of a file beside it: `vectors-7.lkv`, `vectors-7.lkv.graph` …
    private static func generation(of name: String) -> Int? {
        guard name.hasPrefix("vectors-") else { return nil }
        return Int(name.dropFirst(8).prefix { $0 != "." })
    }

    /// The generation of the newest vector file; nil where there is none.
    var newest: Int? { names.filter { $0.hasSuffix(".lkv") }.compactMap(Self.generation).max() }

    /// Whether the folder has, or had, a collection's vectors.
    var hasVectors: Bool { names.contains { $0.hasPrefix("vectors-") } }

    /// Removes all vector files, and what says which one is in use. Those with vectors of a newer catalogue are set aside.
    func removeVectors() throws(VectorFileError) {
        for name in names.sorted() {
            if name.hasPrefix("making-") { try remove("\(path)/\(name)") }
            guard let generation = Self.generation(of: name) else { continue }
            if name.hasSuffix(".lkv"), hasNewerRows(generation) {
                try putAside("\(path)/\(name)")
            } else {
                try remove("\(path)/\(name)")
            }
        }
        try remove(newerRows)
        try remove(VectorsPointer.path(in: path))
    }

    private func remove(_ file: String) throws(VectorFileError) {
        guard unlink(file) == 0 || errno == ENOENT else { throw .failed("removing", file) }
    }

    // MARK: Making files

    /// Notes that a vector file of a generation is about to be made from the one in use.
    func beginGeneration(_ generation: Int) throws(VectorFileError) {
        try replaceFile(at: making(generation), with: [])
    }

    /// The file is in use, or was abandoned.
    func endGeneration(_ generation: Int) { unlink(making(generation)) }

    private func making(_ generation: Int) -> String { "\(path)/making-\(generation)" }

    /// Removes vector files that a crash left: older ones than the one in use, and unfinished newer ones. Any other
    /// newer file belongs to a newer state of the data folder: it is set aside.
    ///
    /// - Returns: the names of files that were set aside, now or earlier.
    func tidy(current: Int) throws(VectorFileError) -> [String] {
        var aside: [String] = []
        let names = self.names
        let unfinished = Set(names.filter { $0.hasPrefix("making-") }.compactMap { Int($0.dropFirst(7)) })
        for name in names.sorted() {
            if name.hasPrefix(Self.asidePrefix) { aside.append(name) }
            if name.hasSuffix(".tmp") { unlink("\(path)/\(name)") }
            guard let generation = Self.generation(of: name), generation != current else { continue }
            let isVectors = name.hasSuffix(".lkv")
            // A crash right after a compaction's switch may have left an old file that should be set aside.
            let isNewer = isVectors && generation < current && hasNewerRows(generation)
            if generation < current && !isNewer || unfinished.contains(generation) {
                unlink("\(path)/\(name)")
            } else if isVectors {
                aside.append(try putAside("\(path)/\(name)"))
            }
        }
        for generation in unfinished { endGeneration(generation) }
        return aside
    }

    // MARK: Vectors of a newer catalogue

    private static let asidePrefix = "unknown-"

    private var newerRows: String { "\(path)/newer-rows" }

    /// Whether the vector file of a generation has vectors of a newer catalogue.
    func hasNewerRows(_ generation: Int) -> Bool {
        guard exists(newerRows) else { return false }
        // A note that names no generation, as older versions wrote it, or that can't be read may mean this one.
        guard let note = FileManager.default.contents(atPath: newerRows),
            let noted = Int(String(decoding: note, as: UTF8.self))
        else { return true }
        return noted == generation
    }

    func noteNewerRows(_ generation: Int) throws(VectorFileError) {
        try replaceFile(at: newerRows, with: Array("\(generation)".utf8))
    }

    /// Sets aside an unused vector file with vectors of a newer catalogue.
    ///
    /// - Returns: its new name.
    @discardableResult
    func putAside(_ file: String) throws(VectorFileError) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? "vectors"
        var (kept, number) = (Self.asidePrefix + name, 1)
        // The name may be taken by a file that was set aside before.
        while exists("\(path)/\(kept)") {
            number += 1
            kept = "\(Self.asidePrefix)\(number)-\(name)"
        }
        guard rename(file, "\(path)/\(kept)") == 0 else { throw .failed("renaming", file) }
        if Self.generation(of: name).map(hasNewerRows) ?? true { unlink(newerRows) }
        return kept
    }

    /// Vector files that were set aside, and newer files than the one in use that no crash left, sorted.
    ///
    /// - Parameter current: nil if nothing says which one is in use.
    func unknownFiles(current: Int?) -> [String] {
        let names = self.names
        return names.filter { name in
            if name.hasPrefix(Self.asidePrefix) { return true }
            guard let generation = Self.generation(of: name), name.hasSuffix(".lkv") else { return false }
            return generation > current ?? .max && !names.contains("making-\(generation)")
        }.sorted()
    }
}
