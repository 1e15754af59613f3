internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension Graph {
    /// The path of the graph beside its vector file.
    public static func path(for vectorPath: String) -> String { vectorPath + ".graph" }

    /// Writes the graph beside its vector file, replacing an earlier one. The file gets its name once it is complete
    /// and flushed. Searches continue; changes of the graph wait. An empty graph is not written.
    ///
    /// The graph is derived from the vector file: losing it costs only the time to rebuild it.
    ///
    /// - Throws: `foreign` if the name is taken by something else, which is left alone; system errors.
    public func save(beside vectorPath: String) throws(VectorFileError) {
        let path = Self.path(for: vectorPath)
        let temporary = path + ".tmp"
        let result = writer.withLock { _ in
            Result { () throws(VectorFileError) in
                try refuseForeign(at: path, magic: GraphFileHeader.magic)
                guard try write(to: temporary) else { return }
                guard rename(temporary, path) == 0 else { throw .failed("renaming", temporary) }
                try syncDirectory(of: path)
            }
        }
        if case .failure = result { unlink(temporary) }
        try result.get()
    }

    /// - Returns: whether there was anything to write.
    private func write(to path: String) throws(VectorFileError) -> Bool {
        let state = state.withLock { $0 }
        guard let storage = state.storage, let entry = state.entry else { return false }
        var counts = state.counts
        counts[0] = state.coveredRows
        let header = GraphFileHeader(
            dimension: storage.dimension, identity: state.fileIdentity, metric: metric,
            parameters: parameters, longest: state.longest, closeness: state.closeness,
            coveredRows: state.coveredRows, entry: entry,
            tunedEffort: state.tunedEffort, statistics: state.statistics,
            outsideWords: state.outside.words.count, counts: counts)
        let body = GraphFileBody(header)
        let handle = try FileHandle(opening: path, flags: O_RDWR | O_CREAT | O_TRUNC)
        try handle.write(header.bytes, at: 0)
        var checksums: [UInt32] = []
        for piece in body.pieces {
            let written = state.outside.words.withUnsafeBytes { outside in
                let base =
                    piece.part == .outside
                    ? outside.baseAddress!
                    : UnsafeRawPointer(storage.layers[piece.layer].memory(of: piece.part))
                let bytes = UnsafeRawBufferPointer(start: base + piece.start, count: piece.count)
                checksums.append(crc32c(bytes).littleEndian)
                return Result { () throws(VectorFileError) in try handle.write(bytes, at: piece.fileOffset) }
            }
            try written.get()
        }
        checksums.append(checksums.withUnsafeBytes { crc32c($0) }.littleEndian)
        let all = checksums.withUnsafeBytes { Array($0) }
        try handle.write(all, at: body.checksumOffset)
        try handle.sync()
        return true
    }
}
