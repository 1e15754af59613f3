import Foundation

/// Writes a matrix of float32 row by row as a NumPy file (numpy.org, "NPY format", version 1.0), and the paths of its
/// rows beside it, one a line. Both get their names when they are whole.
final class NumPyMatrixWriter: Sendable {
    private static let headerSize = 128

    private let path: String
    private let columns: Int
    private let matrix: FileHandle
    private let list: FileHandle
    private let rows = Counter()

    private var listPath: String { String(path.dropLast(".npy".count)) + ".txt" }

    /// - Throws: ``CommandFailure``.
    init(path: String, columns: Int) throws {
        self.path = path
        self.columns = columns
        let listPath = String(path.dropLast(".npy".count)) + ".txt"
        for file in [path, listPath] {
            guard FileManager.default.createFile(atPath: file + ".part", contents: nil) else {
                throw CommandFailure(
                    "\(path) can't be written: its folder is missing or may not be written to.")
            }
        }
        matrix = try FileHandle(forWritingTo: URL(fileURLWithPath: path + ".part"))
        list = try FileHandle(forWritingTo: URL(fileURLWithPath: listPath + ".part"))
        try matrix.write(contentsOf: Data(count: Self.headerSize))
    }

    func add(_ row: [Float], path: String) throws {
        precondition(row.count == columns)
        // Little-endian on every machine that this is built for.
        do {
            try matrix.write(contentsOf: row.withUnsafeBytes { Data($0) })
            try list.write(contentsOf: Data((ListLine.text(path) + "\n").utf8))
        } catch {
            throw CommandFailure("\(self.path) can't be written: \(error.localizedDescription)")
        }
        rows.increment()
    }

    /// Removes what was written.
    func discard() {
        for file in [path, listPath] { unlink(file + ".part") }
    }

    /// - Returns: the number of rows.
    func finish() throws -> Int {
        let description = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows.value), \(columns)), }"
        var header = Data([0x93] + Array("NUMPY".utf8) + [1, 0])
        let length = Self.headerSize - 10
        header += Data([UInt8(length & 255), UInt8(length >> 8)])
        header += Data(description.utf8)
        header += Data(repeating: 0x20, count: Self.headerSize - header.count - 1)
        header.append(0x0A)
        try matrix.seek(toOffset: 0)
        try matrix.write(contentsOf: header)
        try matrix.close()
        try list.close()
        for file in [path, listPath] where rename(file + ".part", file) != 0 {
            throw CommandFailure("\(file) can't be written: \(String(cString: strerror(errno)))")
        }
        return rows.value
    }
}
