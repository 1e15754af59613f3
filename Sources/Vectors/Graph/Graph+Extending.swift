internal import CLookalikeVectorKernels
internal import Foundation
internal import Synchronization

extension Graph {
    /// Rows that are linked at once, before they count as covered.
    private static let rowsAtOnce = 2048

    /// Takes in the rows of a snapshot that are not covered yet, as far as they have byte codes.
    ///
    /// Searches go on meanwhile, and profit from every few thousand rows that are done.
    ///
    /// - Parameters:
    ///   - threads: all cores, where nil.
    ///   - isCancelled: asked every few thousand rows; what is done by then stays.
    /// - Precondition: the snapshot is of the graph's file.
    public func extend(
        to snapshot: VectorSnapshot, threads: Int? = nil, isCancelled: @Sendable () -> Bool = { false }
    ) {
        precondition(snapshot.fileIdentity == fileIdentity, "rows of another file")
        writer.withLock { _ in
            guard let coded = snapshot.mapping.codes else { return }
            let last = snapshot.rows.last.map { Int($0) + 1 } ?? 0
            let end = min(last, coded.coveredRows, WalkPool.nodeLimit)
            let threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
            guard coveredRows < end, reserve(end, coded, snapshot) else { return }
            var twins = TwinTable(state.withLock { $0 }, coded, room: end)
            let first = coveredRows
            var workers: [GraphBuilder.Worker] = []
            while coveredRows < end, !isCancelled() {
                if workers.isEmpty {
                    let storage = state.withLock { $0.storage! }
                    let count = end - coveredRows < 16 ? 1 : threads
                    workers = (0..<count).map { _ in
                        GraphBuilder.Worker(storage, parameters, kernel: kernel, locks: locks)
                    }
                }
                addBlock(upTo: end, snapshot, coded, workers, &twins)
            }
            secure(addedFrom: first, threads: threads)
        }
    }

    /// Makes room for rows up to `end`; says whether there is any.
    private func reserve(_ end: Int, _ coded: CodedRows, _ snapshot: VectorSnapshot) -> Bool {
        let present = state.withLock { $0 }
        if let storage = present.storage, storage.capacity >= end { return true }
        guard coded.mapping.capacity >= end else { return false }
        let grown = present.storage.map { $0.capacity * 3 / 2 } ?? end
        let capacity = min(max(end, grown, 1024), coded.mapping.capacity)
        let longest = present.storage == nil ? Self.longestNorm(coded, end) : present.longest
        let closeness = present.storage == nil ? closeness(of: snapshot) : present.closeness
        let storage = storage(present, capacity: capacity, coded: coded, snapshot, longest: longest)
        state.withLock {
            $0.storage = storage
            $0.walkers = WalkerCache()
            $0.longest = longest
            $0.closeness = closeness
            if $0.counts.isEmpty { $0.counts = Array(repeating: 0, count: storage.layers.count) }
        }
        return true
    }

    private static func longestNorm(_ coded: CodedRows, _ end: Int) -> Float {
        (0..<end).reduce(0) { longest, row in
            let terms = coded.terms(ofRow: row)
            return terms.error < .infinity ? max(longest, terms.norm) : longest
        }
    }

    /// A storage with all that the present one has, and room for more.
    private func storage(
        _ present: State, capacity: Int, coded: CodedRows, _ snapshot: VectorSnapshot,
        longest: Float
    ) -> GraphStorage {
        let capacities = nodeCounts(present.counts, rows: present.coveredRows..<capacity)
        let layers = capacities.indices.map { layer in
            if let earlier = present.storage?.layers[layer] {
                let used = layer == 0 ? present.coveredRows : present.counts[layer]
                return earlier.copy(
                    capacity: layer == 0 ? capacity : capacities[layer], count: used)
            }
            return GraphLayer(
                width: parameters.width(ofLayer: layer), capacity: layer == 0 ? capacity : capacities[layer],
                codeStride: coded.layout.stride, isLowest: layer == 0)
        }
        return GraphStorage(
            layers: layers, coded: coded, dimension: snapshot.dimension, metric: metric, longest: longest)
    }

    /// How many nodes there are on each layer, at most, once further rows are added to those there are.
    private func nodeCounts(_ present: [Int], rows: Range<Int>) -> [Int] {
        var added = Array(repeating: 0, count: GraphParameters.highestLayer + 1)
        for row in rows { added[parameters.layer(ofRow: UInt32(row))] += 1 }
        for layer in stride(from: added.count - 2, through: 0, by: -1) { added[layer] += added[layer + 1] }
        return present.isEmpty ? added : zip(present, added).map { $0 + $1 }
    }

    /// Links the next rows, as many as can be linked at once.
    private func addBlock(
        upTo end: Int, _ snapshot: VectorSnapshot, _ coded: CodedRows, _ workers: [GraphBuilder.Worker],
        _ twins: inout TwinTable
    ) {
        var next = state.withLock { $0 }
        guard let storage = next.storage else { return }
        let entry = next.entry
        let first = next.coveredRows
        let covered = coded.coveredRows
        let limit = min(end, next.coveredRows + 8 * Self.rowsAtOnce)
        var nodes: [GraphBuilder.NewNode] = []
        while next.coveredRows < limit, nodes.count < Self.rowsAtOnce {
            let row = next.coveredRows
            guard snapshot.liveRows.contains(row: row), coded.hasBound(row, covered: covered) else {
                next.outside.insert(row)
                next.outsideVersion += 1
                next.coveredRows += 1
                continue
            }
            if let node = twins.node(like: UInt32(row), coded, snapshot.mapping, next) {
                next.addTwin(UInt32(row), after: twins.append(UInt32(row), to: node), of: node)
                continue
            }
            let top = parameters.layer(ofRow: UInt32(row))
            let isHigher = entry.map { top > $0.layer } ?? true
            // It comes alone, as those after it begin their walk at it.
            if isHigher, !nodes.isEmpty { break }
            nodes.append(next.newNode(row: row, top: top))
            next.coveredRows += 1
            if isHigher {
                next.entry = GraphEntry(layer: top, node: nodes[0].number(on: top))
                break
            }
        }
        if !nodes.isEmpty {
            let builder = GraphBuilder(
                storage: storage, parameters: parameters, entry: entry, closeness: next.closeness,
                full: twins.full)
            let close = builder.insert(nodes, workers: workers)
            next.addClose(close, from: UInt32(first), &twins)
        }
        let done = next
        state.withLock { $0 = done }
    }
}

extension Graph.State {
    /// Takes in a row by way of the node with the same vector.
    fileprivate mutating func addTwin(_ row: UInt32, after last: UInt32, of node: UInt32) {
        guard let lowest = storage?.layers[0] else { return }
        lowest.writeLinks(of: row, [], count: 0)
        lowest.setTwin(of: last, to: row)
        twins.insert(Int(row))
        heads.insert(Int(node))
        coveredRows += 1
    }

    /// Takes in rows by way of nodes that are close to them; chains stay ascending.
    ///
    /// - Parameter first: the first row of the block. What was there before is followed by searches meanwhile.
    fileprivate mutating func addClose(
        _ close: [GraphBuilder.CloseRow], from first: UInt32, _ twins: inout TwinTable
    ) {
        guard let lowest = storage?.layers[0] else { return }
        for (node, rows) in Dictionary(grouping: close, by: \.node) {
            var added: [UInt32] = []
            for row in rows.map(\.row) {
                var next: UInt32? = row
                while let one = next {
                    added.append(one)
                    next = lowest.twin(of: one)
                }
                heads.remove(Int(row))
                twins.forget(row)
            }
            var last = node
            while let earlier = lowest.twin(of: last), earlier < first { last = earlier }
            // The node's own copies of this block come in between.
            var next = lowest.twin(of: last)
            while let one = next {
                added.append(one)
                next = lowest.twin(of: one)
            }
            added.sort()
            for (row, next) in zip([last] + added, added).reversed() { lowest.setTwin(of: row, to: next) }
            for row in added { self.twins.insert(Int(row)) }
            heads.insert(Int(node))
            twins.extend(node, to: added.last!, by: added.count)
            counts[0] -= rows.count
        }
    }

    /// Numbers a node on its layers.
    fileprivate mutating func newNode(row: Int, top: Int) -> GraphBuilder.NewNode {
        let upper = (0..<top).map { UInt32(counts[$0 + 1]) }
        for layer in 0...top { counts[layer] += 1 }
        return GraphBuilder.NewNode(row: UInt32(row), upper: upper)
    }
}

extension CodedRows {
    /// Whether a row's codes are as they were written and say something about it.
    fileprivate func hasBound(_ row: Int, covered: Int) -> Bool {
        isIntact(chunk: row / CodeLayout.chunkRows, covered: covered) && terms(ofRow: row).error < .infinity
    }
}
