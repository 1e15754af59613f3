internal import CLookalikeVectorKernels
internal import Synchronization

/// The mapped lists of a lists file; lists that are never used need no memory.
final class ListMapping: Sendable {
    let layout: ListsFileLayout
    let centroids: Centroids
    /// How many rows each list has.
    let counts: [Int]
    private let offsets: [Int]
    private let file: FileMapping
    /// For each list: whether it is intact.
    private let states: AtomicCounts
    /// One more than the number of a damaged list; 0 if none was found.
    private let found = Atomic(0)

    private static let intact: UInt32 = 1
    private static let damaged: UInt32 = 2

    /// - Throws: `damaged` if the file's size contradicts its table of lists, or the table is damaged.
    init(_ file: FileMapping, _ header: ListsFileHeader, path: String) throws(VectorFileError) {
        layout = ListsFileLayout(dimension: header.dimension, lists: header.lists, unlisted: header.unlisted)
        guard file.length >= layout.firstList else {
            throw .damaged(path: path, reason: "it ends within its centroids")
        }
        let table = UnsafeRawBufferPointer(
            start: file.base + ListsFileHeader.size, count: layout.tableEnd - ListsFileHeader.size)
        let padding = UnsafeRawBufferPointer(
            start: file.base + layout.tableEnd, count: layout.firstList - layout.tableEnd)
        guard crc32c(table) == header.tableChecksum, padding.allSatisfy({ $0 == 0 }) else {
            throw .damaged(path: path, reason: "its centroids do not match their checksum")
        }
        let sizes = file.base + layout.sizes
        var offset = layout.firstList
        var counts: [Int] = []
        var offsets: [Int] = []
        var left = header.rows
        for list in 0..<header.lists {
            let size = Int(UInt32(littleEndian: sizes.load(fromByteOffset: 4 * list, as: UInt32.self)))
            left -= size
            guard left >= 0 else { break }
            counts.append(size)
            offsets.append(offset)
            offset += layout.size(ofList: size)
        }
        guard offset == file.length, left == 0, counts.count == header.lists else {
            throw .damaged(path: path, reason: "its lists are not as long as its table says")
        }
        centroids = Centroids(file, layout, metric: header.metric)
        states = AtomicCounts(header.lists)
        self.counts = counts
        self.offsets = offsets
        self.file = file
    }

    /// Covered rows that are in no list.
    var unlistedRows: UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(
            start: (file.base + layout.unlistedRows).assumingMemoryBound(to: UInt32.self),
            count: layout.unlisted)
    }

    /// A list, valid while this lives; nil if it is damaged. The first call reads all of it.
    func list(_ number: Int) -> CodedList? {
        let base = file.base + offsets[number]
        switch states.load(number) {
        case Self.intact: break
        case Self.damaged: return nil
        default:
            let bytes = UnsafeRawBufferPointer(start: base, count: layout.size(ofList: counts[number]))
            let stored = (file.base + layout.checksums).load(fromByteOffset: 4 * number, as: UInt32.self)
            let isIntact = crc32c(bytes) == UInt32(littleEndian: stored)
            states.store(isIntact ? Self.intact : Self.damaged, number)
            guard isIntact else {
                found.store(number + 1, ordering: .relaxed)
                return nil
            }
        }
        return CodedList(base: base, count: counts[number], layout: layout)
    }

    /// Prefetches the start of a list.
    func prefetch(_ number: Int) {
        let size = layout.size(ofList: counts[number])
        lkv_prefetch(file.base + offsets[number], min(size, 2048))
    }

    /// A damaged list; nil if none was found.
    var damagedList: Int? {
        let number = found.load(ordering: .relaxed)
        return number > 0 ? number - 1 : nil
    }

    /// The numbers of the damaged lists. Reads the whole file.
    func damagedLists() -> [Int] { counts.indices.filter { list($0) == nil } }
}

/// The rows of one list. Valid while its mapping lives.
struct CodedList {
    let codes: UnsafePointer<UInt8>
    let count: Int
    let stride: Int
    let columns: lkv_code_rows
    let rows: UnsafePointer<UInt32>

    fileprivate init(base: UnsafeRawPointer, count: Int, layout: ListsFileLayout) {
        func column(_ number: Int) -> UnsafePointer<Float> {
            (base + layout.column(number, ofList: count)).assumingMemoryBound(to: Float.self)
        }
        codes = base.assumingMemoryBound(to: UInt8.self)
        self.count = count
        stride = layout.stride
        columns = lkv_code_rows(scale: column(0), offset: column(1), error: column(2), norm: column(3))
        rows = (base + layout.column(4, ofList: count)).assumingMemoryBound(to: UInt32.self)
    }

    /// The columns of the rows from `start` on.
    func columns(from start: Int) -> lkv_code_rows {
        lkv_code_rows(
            scale: columns.scale + start, offset: columns.offset + start, error: columns.error + start,
            norm: columns.norm + start)
    }
}
