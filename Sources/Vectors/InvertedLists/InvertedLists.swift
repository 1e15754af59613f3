#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The rows of a vector file grouped by their nearest centroid, in a file beside it: a search scans only the lists of
/// the centroids near the query (Sivic and Zisserman, "Video Google", 2003; FAISS calls it IVF-Flat).
///
/// The lists are derived from the vector file. If the file is missing, damaged or of another vector file, it is
/// rebuilt; until then searches are exact. It is mapped, so it may be larger than memory. It never changes; later
/// rows are scanned until the lists are rebuilt.
public final class InvertedLists: Sendable {
    /// Where the lists' file is.
    public let path: String
    /// What the lists were built for.
    public let metric: Metric
    /// Measured when the lists were built.
    public let statistics: ListStatistics
    let identity: VectorFile.Identity
    let mapping: ListMapping
    /// In bytes.
    public let byteCount: Int

    static let suffix = ".lists"

    /// Where the lists of a vector file are.
    public static func path(for vectorPath: String) -> String { vectorPath + suffix }

    /// Opens the lists of a vector file, after its `settle`. Reads the centroids; lists are checked at their first
    /// use.
    ///
    /// - Returns: nil if there are none.
    /// - Throws: `foreign`, `unknownVersion` or `damaged` if the file is unusable, for example because it is of
    ///   another vector file or metric. Unless it is `foreign`, `build` replaces it.
    public static func open(
        beside file: VectorFile, metric: Metric
    ) throws(VectorFileError) -> InvertedLists? {
        let path = path(for: file.path)
        guard exists(path) else { return nil }
        let handle = try FileHandle(opening: path, flags: O_RDONLY)
        let header = try ListsFileHeader(try handle.readStart(ListsFileHeader.size), path: path)
        guard header.identity == file.identity, header.dimension == file.dimension else {
            throw .damaged(path: path, reason: "it belongs to another vector file")
        }
        guard header.metric == metric else {
            throw .damaged(path: path, reason: "it was made for another metric")
        }
        guard header.coveredRows <= file.rowCount,
            try file.checksum(ofRow: header.coveredRows - 1) == header.lastRowChecksum
        else {
            throw .damaged(path: path, reason: "it covers rows that the vector file does not have")
        }
        return try InvertedLists(handle, header)
    }

    init(_ handle: FileHandle, _ header: ListsFileHeader) throws(VectorFileError) {
        path = handle.path
        metric = header.metric
        statistics = header.statistics
        identity = header.identity
        byteCount = try handle.size()
        mapping = try ListMapping(try handle.map(length: max(byteCount, 1)), header, path: handle.path)
    }

    /// Set when a list was found damaged: searches that need it are exact from then on, and the lists should be
    /// rebuilt.
    public var failure: VectorFileError? {
        mapping.damagedList.map {
            .damaged(path: path, reason: "list \($0) does not match its checksum")
        }
    }

    /// The numbers of all damaged lists, ascending. Reads the whole file.
    public func verify() -> [Int] { mapping.damagedLists() }
}

extension VectorFile {
    /// The checksum of a row in the file; 0 for row −1.
    func checksum(ofRow row: Int) throws(VectorFileError) -> UInt32 {
        guard row >= 0 else { return 0 }
        let mapping = try mapping(coveringRows: row + 1)
        return withExtendedLifetime(mapping) {
            UInt32(littleEndian: mapping.row(row).load(fromByteOffset: layout.stride - 4, as: UInt32.self))
        }
    }
}
