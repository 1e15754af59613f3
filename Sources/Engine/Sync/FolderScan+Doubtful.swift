internal import Catalogue
internal import Foundation
internal import Pictures

/// Files that were opened once and are not images, so that the next walk does not open them again: 8 bytes per file,
/// computed from its path and its signature.
struct KnownNoPictures: Sendable {
    private(set) var marks: Set<UInt64> = []

    init() {}

    /// Reads the stored list; empty if the file is missing or truncated. It may be deleted at any time.
    init(contentsOf path: String) {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)), data.count % 8 == 0 else {
            return
        }
        marks = data.withUnsafeBytes { bytes in
            Set(
                stride(from: 0, to: bytes.count, by: 8).map {
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
                })
        }
    }

    func write(to path: String) throws {
        var data = Data(capacity: 8 * marks.count)
        for mark in marks { withUnsafeBytes(of: mark.littleEndian) { data.append(contentsOf: $0) } }
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    func contains(_ file: FolderScan.File) -> Bool {
        !marks.isEmpty && marks.contains(Self.mark(of: file))
    }

    /// Skips files that may change again without a change of their signature.
    mutating func insert(_ file: FolderScan.File) {
        if file.signature.isSettled { marks.insert(Self.mark(of: file)) }
    }

    /// FNV-1a (draft-eastlake-fnv): with a million files, one collision in 10¹⁴.
    private static func mark(of file: FolderScan.File) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in file.path.utf8 { add(byte) }
        let signature = file.signature
        for number in [
            signature.size, signature.modified, signature.changed, Int64(bitPattern: signature.inode),
        ] {
            withUnsafeBytes(of: number.littleEndian) { $0.forEach(add) }
        }
        return hash
    }
}

extension FolderScan {
    /// Decides by their first bytes which of the files with inconclusive names are images; those join `files`, and
    /// the others are skipped.
    ///
    /// - Parameters:
    ///   - records: by ``PathOrder``. A file with a record is kept unopened: the sync reads it if it changed.
    ///   - known: of the previous walk; those files are not opened.
    /// - Returns: all files that are not images, for the next walk.
    mutating func tellDoubtful(
        below root: String, records: [FileRecord] = [], known: KnownNoPictures = KnownNoPictures()
    ) -> KnownNoPictures {
        var next = KnownNoPictures()
        guard !doubtful.isEmpty else { return next }
        var record = records.startIndex
        var pictures: [File] = []
        for file in doubtful {
            while record < records.endIndex, PathOrder.precedes(records[record].path, file.path) {
                record += 1
            }
            let isKnown = record < records.endIndex && PathOrder.compare(records[record].path, file.path) == 0
            if isKnown {
                pictures.append(file)
            } else if known.contains(file) {
                next.insert(file)
                passedBy.add(file.path)
            } else {
                tell(file, below: root, &pictures, &next)
            }
        }
        doubtful = []
        if !pictures.isEmpty { files = Self.merged(files, pictures) }
        return next
    }

    private mutating func tell(
        _ file: File, below root: String, _ pictures: inout [File], _ next: inout KnownNoPictures
    ) {
        switch Self.isPicture(at: "\(root)/\(file.path)") {
        case .success(true): pictures.append(file)
        case .success(false):
            next.insert(file)
            passedBy.add(file.path)
        case .failure(.vanished): break
        case .failure(let failure):
            let detail = if case .unreadable(let detail) = failure { detail } else { "it can't be read" }
            note(problem: file.path, "whether it is a picture is not known: \(detail)")
        }
    }

    /// Reads only the first bytes.
    private static func isPicture(at path: String) -> Result<Bool, FileContent.Failure> {
        Result { () throws(FileContent.Failure) in
            let bytes = try FileContent.beginning(of: path, count: PictureFormat.sniffedBytes)
            return PictureFormat.sniff(bytes) != nil
        }
    }

    /// Merges two lists in ``PathOrder``.
    private static func merged(_ a: [File], _ b: [File]) -> [File] {
        var merged: [File] = []
        merged.reserveCapacity(a.count + b.count)
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if PathOrder.precedes(a[i].path, b[j].path) {
                merged.append(a[i])
                i += 1
            } else {
                merged.append(b[j])
                j += 1
            }
        }
        return merged + a[i...] + b[j...]
    }
}
