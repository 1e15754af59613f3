internal import CLookalikeVectorKernels
internal import Dispatch
internal import Foundation
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension Graph {
    /// Reads the graph that was saved beside a vector file; nil where there is none, or one of an earlier version, which
    /// is built anew.
    ///
    /// - Parameter snapshot: a state of the vector file.
    /// - Throws: where the file is foreign, damaged, of another vector file or for another metric, or covers rows that
    ///   have no byte codes (any more). It is left as it is; a graph that is built anew is saved in its place.
    public static func load(
        beside vectorPath: String, for snapshot: VectorSnapshot, metric: Metric
    ) throws(VectorFileError) -> Graph? {
        let path = path(for: vectorPath)
        guard exists(path) else { return nil }
        let handle = try FileHandle(opening: path, flags: O_RDONLY)
        let size = try handle.size()
        let start = try handle.readStart(GraphFileHeader.size)
        if GraphFileHeader.isEarlier(start) { return nil }
        let header = try GraphFileHeader(start, path: path)
        if let reason = misfit(header, size, snapshot, metric) { throw .damaged(path: path, reason: reason) }
        guard let coded = snapshot.mapping.codes, coded.coveredRows >= header.coveredRows else {
            throw .damaged(path: path, reason: "it has rows that there are no byte codes of")
        }
        return try Loading(handle: handle, path: path, header: header, coded: coded, metric: metric).run()
    }

    private static func misfit(
        _ header: GraphFileHeader, _ size: Int, _ snapshot: VectorSnapshot, _ metric: Metric
    ) -> String? {
        if header.identity != snapshot.fileIdentity { return "it is of another vector file" }
        if header.dimension != snapshot.dimension { return "it has another dimension" }
        if header.metric != metric { return "it is for another metric" }
        if GraphFileBody(header).fileSize != size { return "it has not the length that it should have" }
        return nil
    }
}

extension Graph.State {
    /// Finds out which rows share a node; false where two chains have one in common, or one does not ascend.
    fileprivate mutating func readTwins() -> Bool {
        guard let lowest = storage?.layers[0] else { return true }
        for row in 0..<UInt32(coveredRows) {
            guard let next = lowest.twin(of: row) else { continue }
            guard next > row, Int(next) < coveredRows, !twins.contains(Int(next)) else { return false }
            twins.insert(Int(next))
        }
        // What is outside keeps its chain for those who are still following it.
        for row in 0..<coveredRows where lowest.twin(of: UInt32(row)) != nil && !twins.contains(row) {
            var next = lowest.twin(of: UInt32(row))
            let isNode = !outside.contains(row)
            if isNode { heads.insert(row) }
            while let twin = next {
                next = lowest.twin(of: twin)
                // A chain goes with its node.
                if !isNode || outside.contains(Int(twin)) { twins.remove(Int(twin)) }
                if !isNode { outside.insert(Int(twin)) }
            }
        }
        counts[0] -= twins.count
        return true
    }
}

/// The reading of one graph file.
private struct Loading {
    let handle: FileHandle
    let path: String
    let header: GraphFileHeader
    let coded: CodedRows
    let metric: Metric

    func run() throws(VectorFileError) -> Graph {
        let storage = GraphStorage(
            layers: header.counts.enumerated().map { layer, count in
                GraphLayer(
                    width: header.parameters.width(ofLayer: layer), capacity: count,
                    codeStride: coded.layout.stride, isLowest: layer == 0)
            },
            coded: coded, dimension: header.dimension, metric: metric, longest: header.longest)
        let outside = PageMemory(byteCount: header.outsideWords * 8)
        try read(into: storage, outside)
        guard isSound(storage) else {
            throw .damaged(path: path, reason: "it has links to nodes that it does not have")
        }
        let words = (0..<header.outsideWords).map {
            outside.base.load(fromByteOffset: 8 * $0, as: UInt64.self)
        }
        var set = RowBits(words)
        guard set.rows.last.map({ $0 < header.coveredRows }) ?? true else {
            throw .damaged(path: path, reason: "it lists rows that it does not cover")
        }
        for row in rowsWithDamagedCodes() { set.insert(row) }
        copyCodes(storage)
        var state = Graph.State(fileIdentity: header.identity)
        state.storage = storage
        state.counts = header.counts
        state.counts[0] -= set.count
        state.coveredRows = header.coveredRows
        state.entry = header.entry
        state.outside = set
        guard state.readTwins() else {
            throw .damaged(path: path, reason: "its rows of the same vector make no sense")
        }
        state.longest = header.longest
        state.closeness = header.closeness
        state.tunedEffort = header.tunedEffort
        state.statistics = header.statistics
        return Graph(state, metric: metric, parameters: header.parameters, kernel: .best)
    }

    /// Reads and checks all pieces, on all cores.
    private func read(into storage: GraphStorage, _ outside: PageMemory) throws(VectorFileError) {
        let body = GraphFileBody(header)
        let expected = try checksums(body)
        let next = Atomic(0)
        let failed = Guarded<VectorFileError?>(nil)
        DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
            while true {
                let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard i < body.pieces.count else { return }
                let piece = body.pieces[i]
                let base =
                    piece.part == .outside ? outside.base : storage.layers[piece.layer].memory(of: piece.part)
                let room = UnsafeMutableRawBufferPointer(start: base + piece.start, count: piece.count)
                do throws(VectorFileError) {
                    try handle.read(into: room, at: piece.fileOffset)
                    guard crc32c(UnsafeRawBufferPointer(room)) == expected[i] else {
                        throw .damaged(path: path, reason: "it does not match its checksums")
                    }
                } catch {
                    failed.withLock { $0 = error }
                    return
                }
            }
        }
        if let error = failed.withLock({ $0 }) { throw error }
    }

    private func checksums(_ body: GraphFileBody) throws(VectorFileError) -> [UInt32] {
        var numbers = [UInt32](repeating: 0, count: body.pieces.count + 1)
        let result = numbers.withUnsafeMutableBytes { room in
            Result { () throws(VectorFileError) in try handle.read(into: room, at: body.checksumOffset) }
        }
        try result.get()
        let own = numbers.removeLast()
        guard numbers.withUnsafeBytes({ crc32c($0) }) == UInt32(littleEndian: own) else {
            throw .damaged(path: path, reason: "its checksums are damaged")
        }
        return numbers.map { UInt32(littleEndian: $0) }
    }

    /// Whether everything that is followed leads to a node.
    private func isSound(_ storage: GraphStorage) -> Bool {
        header.counts.indices.allSatisfy { layer in
            let count = header.counts[layer]
            let nodes = storage.layers[layer]
            guard lkv_links_are_valid(nodes.links, count * nodes.width, UInt32(count)) != 0 else {
                return false
            }
            if layer == 0 { return true }
            return (0..<count).allSatisfy {
                nodes.places[$0].row < header.coveredRows && nodes.places[$0].below < header.counts[layer - 1]
            }
        }
    }

    /// A walk comes to them in vain; as rows outside they are searched as they are.
    private func rowsWithDamagedCodes() -> [Int] {
        let chunks = (header.coveredRows + CodeLayout.chunkRows - 1) / CodeLayout.chunkRows
        let covered = coded.coveredRows
        let damaged = Guarded<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
            if !coded.isIntact(chunk: chunk, covered: covered) { damaged.withLock { $0.append(chunk) } }
        }
        return damaged.withLock { $0 }.sorted().flatMap { chunk in
            chunk * CodeLayout.chunkRows..<min((chunk + 1) * CodeLayout.chunkRows, header.coveredRows)
        }
    }

    /// The codes of all nodes are those of their rows.
    private func copyCodes(_ storage: GraphStorage) {
        let chunkRows = CodeLayout.chunkRows
        let rows = header.coveredRows
        DispatchQueue.concurrentPerform(iterations: (rows + chunkRows - 1) / chunkRows) { chunk in
            let first = chunk * chunkRows
            // The codes of a chunk lie one behind the other.
            storage.layers[0].codes(of: UInt32(first)).update(
                from: coded.codes(ofRow: first), count: min(chunkRows, rows - first) * coded.layout.stride)
        }
        for (layer, count) in header.counts.enumerated().dropFirst() {
            let nodes = storage.layers[layer]
            for node in 0..<UInt32(count) {
                nodes.copyCodes(storage.codes(of: nodes.places[Int(node)].row, layer: 0), to: node)
            }
        }
    }
}
