internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension VectorFile {
    /// The numbers of all damaged rows, ascending. Reads the whole file.
    public func verify() throws(VectorFileError) -> [Int] {
        let count = rowCount
        let mapping = try mapping(coveringRows: count)
        return withExtendedLifetime(mapping) {
            (0..<count).filter { !mapping.check($0) }
        }
    }

    /// The numbers of all rows with missing or damaged byte codes, ascending. Reads all codes. Searches don't depend
    /// on them: such rows are scanned themselves.
    public func verifyCodes() throws(VectorFileError) -> [Int] {
        guard let codes else { throw codeFailure ?? .damaged(path: path, reason: "it has no byte codes") }
        let count = rowCount
        let coded = try codes.codes(rows: count, written: count)
        let covered = min(coded.coveredRows, count)
        return (0..<covered).filter { !coded.mapping.isIntact(row: $0) } + Array(covered..<count)
    }

    /// The ids and rows of all intact rows, live or not, ascending: what can be recovered from a file about which
    /// nothing else is known.
    ///
    /// - Parameter first: earlier rows are skipped.
    public func intactRows(from first: Int = 0) throws(VectorFileError) -> [RowReference] {
        let count = rowCount
        let mapping = try mapping(coveringRows: count)
        return withExtendedLifetime(mapping) {
            (min(first, count)..<count).compactMap { number in
                let row = mapping.row(number)
                return layout.isIntact(row) ? RowReference(id: layout.id(row), row: number) : nil
            }
        }
    }

    /// Removes a vector file and the files beside it whose names begin with its own.
    ///
    /// - Throws: a system error if the vector file exists and can't be removed.
    public static func remove(at path: String) throws(VectorFileError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // A folder that can't be listed has no file that can be removed either, which is told below.
        for beside in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where beside.hasPrefix(name + ".") { unlink(folder + beside) }
        guard unlink(path) == 0 || errno == ENOENT else { throw .failed("removing", path) }
    }

    /// Call after opening for writing, with the number of known rows. Unknown rows are kept, because the catalogue
    /// may be an older one. Byte codes of rows after the known ones that a crash left incomplete are rebuilt, so that
    /// those of their neighbours can be used.
    /// - Parameter rows: one more than the last row in use.
    /// - Throws: `missingRows` where the file has fewer.
    public func settle(rows: Int) throws(VectorFileError) {
        let count = rowCount
        guard rows <= count else { throw .missingRows(path: path, expected: rows, found: count) }
        guard let codes, codes.coveredRows >= rows, rows < count else { return }
        let coded = try codes.codes(rows: count, written: count)
        if let torn = (rows..<coded.coveredRows).first(where: { !coded.mapping.isIntact(row: $0) }) {
            try codes.truncate(to: torn)
        }
        try completeCodes()
    }

    /// Computes missing byte codes: of a file from before there were codes, or with a lost code file. Searches
    /// continue and use what is there. Rows appended meanwhile are included. A damaged row gets codes that carry no
    /// information.
    public func completeCodes() throws(VectorFileError) {
        guard let codes else { return }
        while codes.failure == nil, codes.coveredRows < rowCount {
            let first = codes.coveredRows
            let count = min(CodeLayout.chunkRows, rowCount - first)
            let mapping = try mapping(coveringRows: first + count)
            codes.append(first: first, count: count) {
                mapping.isIntact(first + $0) ? mapping.vector(first + $0) : nil
            }
        }
    }

    /// Writes a new file with only the live rows, in row order, and opens it; rows 0, 1, … of the new file are `live`
    /// sorted by row. This file does not change.
    ///
    /// The new file is complete and flushed before it gets its name. The caller then switches to it and finally
    /// removes the old file; a crash leaves one unused file at worst. Snapshots of the old file stay valid even after
    /// its removal.
    ///
    /// A row that does not match its checksum, or has another id, keeps its place and stays damaged: its bytes are
    /// copied with a checksum that does not match. `damagedRows` of the new file lists such rows.
    ///
    /// - Throws: `exists` if there is a file at `path`.
    public func compacted(to path: String, live: [RowReference]) throws(VectorFileError) -> VectorFile {
        let snapshot = try snapshot(live: live)
        return try Self.makeFile(at: path, dimension: dimension) { (file) throws(VectorFileError) in
            let atOnce = max(1, (4 << 20) / layout.stride)
            var ids: [Int64] = []
            var vectors: [Float] = []
            func write() throws(VectorFileError) {
                try file.append(ids: ids, vectors: vectors)
                ids.removeAll(keepingCapacity: true)
                vectors.removeAll(keepingCapacity: true)
            }
            for position in 0..<snapshot.count {
                // The error only says that the row is damaged; it stays so.
                if let vector = try? snapshot.vector(at: position) {
                    ids.append(snapshot.ids[position])
                    vectors += vector
                    if ids.count == atOnce { try write() }
                } else {
                    try write()
                    let row = snapshot.mapping.row(Int(snapshot.rows[position]))
                    try file.append(damaged: row, id: snapshot.ids[position])
                }
            }
            try write()
        }
    }
}
