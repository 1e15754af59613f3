internal import Foundation

/// `vectors.json` in a collection's folder: which vector file is in use. It is replaced as a whole, so a compaction
/// has either happened or not.
struct VectorsPointer: Codable, Equatable {
    private static let currentVersion = 1

    var version = currentVersion
    /// Identity of the vector store: that of its first vector file.
    var store: String
    /// The number in the name of the file in use.
    var generation: Int
    /// Identity of the file in use.
    var file: String

    static func path(in folder: String) -> String { "\(folder)/vectors.json" }

    /// - Returns: nil where there is none.
    static func read(in folder: String) throws(VectorFileError) -> VectorsPointer? {
        let path = path(in: folder)
        guard exists(path) else { return nil }
        let handle = try FileHandle(opening: path, flags: O_RDONLY)
        let bytes = try handle.readStart(min(try handle.size(), 1 << 16))
        // The error only says that it is damaged.
        guard let pointer = try? JSONDecoder().decode(VectorsPointer.self, from: Data(bytes)) else {
            throw .damaged(path: path, reason: "it does not say which vector file is in use")
        }
        guard pointer.version == currentVersion else {
            throw .unknownVersion(path: path, version: UInt32(clamping: pointer.version))
        }
        return pointer
    }

    /// It is on the disk when this returns.
    func write(in folder: String) throws(VectorFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        // Sound: strings and integers can be encoded.
        let bytes = try! encoder.encode(self)
        try replaceFile(at: Self.path(in: folder), with: Array(bytes))
    }

    /// Switches to another file. On failure this one stays in use.
    func switched(
        to file: VectorFile, generation: Int, in folder: String
    ) throws(VectorFileError) {
        do throws(VectorFileError) {
            try VectorsPointer(store: store, generation: generation, file: "\(file.identity)").write(
                in: folder)
        } catch {
            // The new pointer may have been written despite the error, and must not stay. If this fails too, the next
            // opening reports that the file is missing; the old file is still there.
            if (try? Self.read(in: folder)) != self { try? write(in: folder) }
            throw error
        }
    }
}
