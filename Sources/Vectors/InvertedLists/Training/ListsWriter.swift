internal import CLookalikeVectorKernels

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Writes a lists file: its lists band by band, as many at a time as fit a certain memory, then its table and header.
struct ListsWriter {
    let builder: ListsBuilder
    let centroids: CentroidTable
    /// Of each live row, its list; `.max` for none.
    let lists: [UInt32]
    private let layout: ListsFileLayout
    /// Of each live row, which of its list it is.
    private let slots: [UInt32]
    private let counts: [Int]
    private let unlisted: [UInt32]

    init(builder: ListsBuilder, centroids: CentroidTable, lists: [UInt32]) {
        self.builder = builder
        self.centroids = centroids
        self.lists = lists
        var counts = [Int](repeating: 0, count: centroids.count)
        slots = lists.map { list in
            guard list != .max else { return 0 }
            counts[Int(list)] += 1
            return UInt32(counts[Int(list)] - 1)
        }
        self.counts = counts
        unlisted = Self.unlisted(builder.snapshot, lists)
        layout = ListsFileLayout(
            dimension: builder.snapshot.dimension, lists: centroids.count, unlisted: unlisted.count)
    }

    /// Covered rows that are in no list: those that are not live, and those whose codes say nothing.
    private static func unlisted(_ snapshot: VectorSnapshot, _ lists: [UInt32]) -> [UInt32] {
        var unlisted: [UInt32] = []
        var next: UInt32 = 0
        for (row, list) in zip(snapshot.rows, lists) {
            unlisted += next..<row
            if list == .max { unlisted.append(row) }
            next = row + 1
        }
        return unlisted
    }

    func run(_ random: inout SeededRandom) throws(VectorFileError) -> InvertedLists? {
        let path = InvertedLists.path(for: builder.file.path)
        try refuseForeign(at: path, magic: ListsFileHeader.magic)
        let temporary = "\(path).\(VectorFile.Identity.random()).tmp"
        let handle = try FileHandle(opening: temporary, flags: O_RDWR | O_CREAT | O_EXCL, calling: path)
        do throws(VectorFileError) {
            guard let made = try write(to: handle, &random) else {
                unlink(temporary)
                return nil
            }
            guard rename(temporary, path) == 0 else { throw .failed("naming it", path) }
            try syncDirectory(of: path)
            return made
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private func write(to handle: FileHandle, _ random: inout SeededRandom) throws(VectorFileError)
        -> InvertedLists?
    {
        guard let bands = try writeBands(to: handle) else { return nil }
        let table = table(bands)
        try handle.write(table, at: ListsFileHeader.size)
        // The header follows when the recall is known, which is measured on the lists as they are.
        var header = try header(tableChecksum: table.withUnsafeBytes { crc32c($0) })
        let unmeasured = try InvertedLists(handle, header)
        let measurement = RecallMeasurement(
            builder: builder, lists: lists, centroids: unmeasured.mapping.centroids)
        guard let curve = try measurement.run(&random) else { return nil }
        header.probes = min(
            max(1, builder.parameters.probes ?? curve.probes(reaching: builder.parameters.targetRecall)),
            header.lists)
        header.recall = curve.table(including: header.probes)
        try handle.write(header.bytes, at: 0)
        try handle.sync()
        return try InvertedLists(handle, header)
    }

    private func header(tableChecksum: UInt32) throws(VectorFileError) -> ListsFileHeader {
        let covered = builder.snapshot.rows.last.map { Int($0) + 1 } ?? 0
        return ListsFileHeader(
            dimension: layout.dimension, identity: builder.file.identity, coveredRows: covered,
            rows: covered - unlisted.count, lists: layout.lists, metric: builder.metric, probes: 1,
            unlisted: unlisted.count, seed: builder.parameters.seed,
            lastRowChecksum: try builder.file.checksum(ofRow: covered - 1), tableChecksum: tableChecksum,
            recall: [])
    }

    // MARK: Lists

    private struct Bands {
        var checksums: [UInt32] = []
        let radii: AtomicCounts
    }

    private func writeBands(to handle: FileHandle) throws(VectorFileError) -> Bands? {
        var result = Bands(radii: AtomicCounts(layout.lists))
        var offset = layout.firstList
        var first = 0
        while first < layout.lists {
            var end = first
            var size = 0
            while end < layout.lists,
                end == first || size + layout.size(ofList: counts[end]) <= builder.bandSize
            {
                size += layout.size(ofList: counts[end])
                end += 1
            }
            let band = Scratch<UInt8>(size, repeating: 0)
            guard fill(band, first..<end, result.radii) else { return nil }
            result.checksums += checksums(of: band, first..<end)
            try handle.write(UnsafeRawBufferPointer(start: band.pointer, count: size), at: offset)
            offset += size
            first = end
        }
        // Also where no list has a row.
        try handle.truncate(to: offset)
        return result
    }

    /// Puts the rows of some lists into their places, going through the vector file once, in its order.
    ///
    /// - Returns: false where it was cancelled.
    private func fill(
        _ band: Scratch<UInt8>, _ range: Range<Int>, _ radii: AtomicCounts
    ) -> Bool {
        let snapshot = builder.snapshot
        let starts = starts(of: range)
        return inParallel(lists.count, share: 1024, threads: builder.threads) { part in
            for position in part where range.contains(Int(lists[position])) {
                let list = Int(lists[position])
                let row = Int(snapshot.rows[position])
                // It was intact when its list was chosen; should it be damaged by now, its codes are of no harm.
                let vector = snapshot.mapping.vector(row)
                place(
                    vector, row: row, at: Int(slots[position]), of: counts[list],
                    in: band.pointer + starts[list - range.lowerBound])
                let distance = centroids.distance(
                    vector, list, dimension: layout.dimension, metric: builder.metric, kernel: builder.kernel)
                // Floats that are not negative are in the order of their bits.
                radii.raise(distance.bitPattern, list)
            }
            return !builder.isCancelled()
        }
    }

    /// - Parameter list: the first byte of a list with room for `count` rows.
    private func place(
        _ vector: UnsafePointer<Float>, row: Int, at slot: Int, of count: Int,
        in list: UnsafeMutablePointer<UInt8>
    ) {
        let terms = encode(vector, layout.codeLayout, into: list + slot * layout.stride)
        let raw = UnsafeMutableRawPointer(list)
        for (column, value) in [terms.scale, terms.offset, terms.error, terms.norm].enumerated() {
            raw.storeBytes(
                of: value, toByteOffset: layout.column(column, ofList: count) + 4 * slot, as: Float.self)
        }
        raw.storeBytes(
            of: UInt32(row).littleEndian, toByteOffset: layout.column(4, ofList: count) + 4 * slot,
            as: UInt32.self)
    }

    private func checksums(of band: Scratch<UInt8>, _ range: Range<Int>) -> [UInt32] {
        zip(starts(of: range), range).map { start, list in
            crc32c(
                UnsafeRawBufferPointer(start: band.pointer + start, count: layout.size(ofList: counts[list])))
        }
    }

    /// Where each list begins in a band.
    private func starts(of range: Range<Int>) -> [Int] {
        var next = 0
        return range.map { list in
            defer { next += layout.size(ofList: counts[list]) }
            return next
        }
    }

    // MARK: Table

    /// Everything between the header and the first list.
    private func table(_ bands: Bands) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: centroids.codes.row(0), count: layout.lists * layout.stride))
        for i in 0..<layout.lists { append(centroids.codes.scale[i].bitPattern) }
        for i in 0..<layout.lists { append(centroids.codes.offset[i].bitPattern) }
        for norm in centroids.squaredNorms { append(Float(norm).bitPattern) }
        for i in 0..<layout.lists { append(bands.radii.load(i)) }
        for count in counts { append(UInt32(count)) }
        for checksum in bands.checksums { append(checksum) }
        for row in unlisted { append(row) }
        return bytes
    }
}
