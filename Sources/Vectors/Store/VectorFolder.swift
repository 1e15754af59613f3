internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The folder of one collection's vector files, and the notes in it that say what a crash may have cut off. Without such a
/// note nothing in it is removed.
struct VectorFolder: Sendable {
    let path: String

    func file(_ generation: Int) -> String { "\(path)/vectors-\(generation).lkv" }

    private var names: [String] {
        // A folder that can't be listed is told by who opens the vectors in it.
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    /// Of a vector file, and of what is kept beside one: the number in `vectors-7.lkv`, `vectors-7.lkv.graph` …
    private static func generation(of name: String) -> Int? {
        guard name.hasPrefix("vectors-") else { return nil }
        return Int(name.dropFirst(8).prefix { $0 != "." })
    }

    /// The generation of the newest vector file; nil where there is none.
    var newest: Int? { names.filter { $0.hasSuffix(".lkv") }.compactMap(Self.generation).max() }

    /// Whether a collection's vectors were ever here.
    var hasVectors: Bool { names.contains { $0.hasPrefix("vectors-") } }

    // MARK: Making files

    /// Notes that a vector file of a generation is about to be made from the one in use.
    func beginGeneration(_ generation: Int) throws(VectorFileError) {
        try replaceFile(at: making(generation), with: [])
    }

    /// The file is in use, or was given up.
    func endGeneration(_ generation: Int) { unlink(making(generation)) }

    private func making(_ generation: Int) -> String { "\(path)/making-\(generation)" }

    /// Removes vector files that are known to be left by a crash: older ones than the one in use, and newer ones that were
    /// just being made from it. A newer one that nothing is known of belongs to a newer state of the data folder: it is put
    /// aside.
    ///
    /// - Returns: the names of files that were put aside, now or before.
    func tidy(current: Int) throws(VectorFileError) -> [String] {
        var aside: [String] = []
        let names = self.names
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

    // MARK: Vectors of a newer catalogue

    private static let asidePrefix = "unknown-"

    private var newerRows: String { "\(path)/newer-rows" }

    /// Whether the vector file in use has vectors of a newer catalogue.
    var hasNewerRows: Bool { exists(newerRows) }

    func noteNewerRows() throws(VectorFileError) { try replaceFile(at: newerRows, with: []) }

    /// Puts a vector file aside that is not in use and has vectors of a newer catalogue.
    ///
    /// - Returns: the name that it has now.
    @discardableResult
    func putAside(_ file: String) throws(VectorFileError) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? "vectors"
        var (kept, number) = (Self.asidePrefix + name, 1)
        // Another one may have been put aside under that name.
        while exists("\(path)/\(kept)") {
            number += 1
            kept = "\(Self.asidePrefix)\(number)-\(name)"
        }
        guard rename(file, "\(path)/\(kept)") == 0 else { throw .failed("renaming", file) }
        unlink(newerRows)
        return kept
    }

    /// Vector files that were put aside, and those of later generations than the one in use which no crash left, sorted.
    ///
    /// - Parameter current: nil where nothing says which one is in use.
    func unknownFiles(current: Int?) -> [String] {
        let names = self.names
        return names.filter { name in
            if name.hasPrefix(Self.asidePrefix) { return true }
            guard let generation = Self.generation(of: name), name.hasSuffix(".lkv") else { return false }
            return generation > current ?? .max && !names.contains("making-\(generation)")
        }.sorted()
    }
}
