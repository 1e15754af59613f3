#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The rows of a vector file by the centroid that they are nearest to, in a file beside it: a search looks into the lists
/// of the centroids near the query alone (Sivic and Zisserman, "Video Google", 2003; FAISS calls it IVF-Flat).
///
/// Everything in it follows from the vector file, so nothing of value is lost with it: one that is missing, damaged or of
/// another vector file is made again, and till then searches are exact. It is mapped, so that it may be larger than
/// memory. It never changes; rows that come later are looked at one by one until the lists are made anew.
public final class InvertedLists: Sendable {
    public let path: String
    public let metric: Metric
    public let statistics: ListStatistics
    let identity: VectorFile.Identity
    let mapping: ListMapping
    /// In bytes.
    public let byteCount: Int

    static let suffix = ".lists"

    /// Where the lists of a vector file are.
    public static func path(for vectorPath: String) -> String { vectorPath + suffix }

    /// Opens the lists of a vector file, after its `settle`. Reads the centroids; lists are checked when they are first
    /// looked into.
    ///
    /// - Returns: nil where there are none.
    /// - Throws: `foreign`, `unknownVersion` or `damaged` where what is there is no use, also as it is of another vector
    ///   file or for another metric. Unless it is `foreign`, `build` replaces it.
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

    /// Set when a list was found damaged since this was opened: searches are exact from then on where they would need
    /// it, and the lists should be made again.
    public var failure: VectorFileError? {
        mapping.damagedList.map {
            .damaged(path: path, reason: "list \($0) does not match its checksum")
        }
    }

    /// The numbers of all lists that are not as they were written, ascending. Reads the whole file.
    public func verify() -> [Int] { mapping.damagedLists() }
}

extension VectorFile {
    /// The checksum that a row has in the file; 0 for row −1.
    func checksum(ofRow row: Int) throws(VectorFileError) -> UInt32 {
        guard row >= 0 else { return 0 }
        let mapping = try mapping(coveringRows: row + 1)
        return withExtendedLifetime(mapping) {
            UInt32(littleEndian: mapping.row(row).load(fromByteOffset: layout.stride - 4, as: UInt32.self))
        }
    }
}
