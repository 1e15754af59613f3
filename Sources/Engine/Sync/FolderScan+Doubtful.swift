internal import Foundation
internal import LookalikeCatalogue
internal import LookalikePictures

/// Files that were opened once and are not images, so that the next walk does not open them again: 8 bytes per file,
/// computed from its path and its signature, after 8 bytes that identify the detection rules.
struct KnownNonImages: Sendable {
    private(set) var marks: Set<UInt64> = []

    /// Another one wherever the file is laid out otherwise, or a program knows other formats.
    private static let version: UInt64 = {
        var hash = FNV()
        hash.add("no pictures 1, \(PictureFormat.sniffingRules)".utf8)
        return hash.value
    }()

    init() {}

    /// Reads the stored list; empty if the file is missing, truncated or of other rules. It may be deleted at any time.
    init(contentsOf path: String) {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)), data.count % 8 == 0 else {
            return
        }
        let numbers = data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
        if numbers.first == Self.version { marks = Set(numbers.dropFirst()) }
    }

    func write(to path: String) throws {
        var data = Data(capacity: 8 + 8 * marks.count)
        for number in [Self.version] + marks {
            withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
        }
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

    /// With a million files, one collision in 10¹⁴.
    private static func mark(of file: FolderScan.File) -> UInt64 {
        var hash = FNV()
        hash.add(file.path.utf8)
        let signature = file.signature
        for number in [
            signature.size, signature.modified, signature.changed, Int64(bitPattern: signature.inode),
        ] {
            withUnsafeBytes(of: number.littleEndian) { hash.add($0) }
        }
        return hash.value
    }
}

/// FNV-1a of 64 bits (draft-eastlake-fnv).
private struct FNV {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
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
        below root: String, records: [FileRecord] = [], known: KnownNonImages = KnownNonImages()
    ) -> KnownNonImages {
        var next = KnownNonImages()
        guard !doubtful.isEmpty else { return next }
        var record = records.startIndex
        var images: [File] = []
        for file in doubtful {
            while record < records.endIndex, PathOrder.precedes(records[record].path, file.path) {
                record += 1
            }
            let isKnown = record < records.endIndex && PathOrder.compare(records[record].path, file.path) == 0
            if isKnown {
                images.append(file)
            } else if known.contains(file) {
                next.insert(file)
                passedBy.add(file.path)
            } else {
                tell(file, below: root, &images, &next)
            }
        }
        doubtful = []
        if !images.isEmpty { files = Self.merged(files, images) }
        return next
    }

    private mutating func tell(
        _ file: File, below root: String, _ images: inout [File], _ next: inout KnownNonImages
    ) {
        switch Self.isImage(at: "\(root)/\(file.path)") {
        case .success(true): images.append(file)
        case .success(false):
            next.insert(file)
            passedBy.add(file.path)
        case .failure(.vanished): break
        case .failure(let failure):
            let detail = if case .unreadable(let detail) = failure { detail } else { "it can't be read" }
            note(problem: file.path, "whether it is an image is not known: \(detail)")
        }
    }

    /// Reads only the first bytes.
    private static func isImage(at path: String) -> Result<Bool, FileContent.Failure> {
        Result { () throws(FileContent.Failure) in
            if FileNameKind(path) == .video { return try isTransportStream(at: path) }
            let bytes = try FileContent.beginning(of: path, count: PictureFormat.sniffedBytes)
            return PictureFormat.sniff(bytes) != nil
        }
    }

    /// Packets of 188 bytes begin with the same byte (ISO/IEC 13818-1), in files of cameras after four others.
    private static func isTransportStream(at path: String) throws(FileContent.Failure) -> Bool {
        let bytes = try FileContent.beginning(of: path, count: 4 + 2 * 192)
        let isSync = { (place: Int) in bytes.indices.contains(place) && bytes[place] == 0x47 }
        return isSync(0) && isSync(188) || isSync(4) && isSync(196)
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
