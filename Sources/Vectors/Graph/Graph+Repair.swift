internal import CLookalikeVectorKernels
internal import Dispatch
internal import Foundation
internal import Synchronization

extension Graph {
    /// The share of the graph's nodes that are not live in a snapshot. Walks pass through them but never return them;
    /// from about a quarter on, `repair` makes searches faster again.
    public func deadShare(in snapshot: VectorSnapshot) -> Double {
        let state = state.withLock { $0 }
        let nodes = state.coveredRows - state.outside.count - state.twins.count
        guard nodes > 0 else { return 0 }
        let live = snapshot.firstPosition(notBelowRow: state.coveredRows)
        let outside = snapshot.liveRows.positions(of: state.outside).count
        let twins = snapshot.liveRows.positions(of: state.twins).count
        // Nodes whose own row is dead, and another of their chain is not.
        let carriers = state.heads.rows.count {
            !snapshot.liveRows.contains(row: Int($0))
                && state.hasRow(in: $0) { snapshot.liveRows.contains(row: $0) }
        }
        return 1 - Double(live - outside - twins + carriers) / Double(nodes)
    }

    /// Removes nodes that are not live: each node that links to one of them gets links to its neighbours instead.
    /// Searches continue. The rows of removed nodes count as outside the graph, so that indexes of earlier states, in
    /// which they are live, still find them.
    ///
    /// Rows after the snapshot's last are not touched: they may belong to a later state.
    ///
    /// - Precondition: the snapshot is of the graph's file.
    public func repair(for snapshot: VectorSnapshot, threads: Int? = nil) {
        precondition(snapshot.fileIdentity == fileIdentity, "rows of another file")
        let threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let end = snapshot.rows.last.map { Int($0) + 1 } ?? coveredRows
        writer.withLock { _ in repairHoldingWriter(for: snapshot, upTo: end, threads: threads) }
    }

    /// Call with `writer` held.
    func repairHoldingWriter(for snapshot: VectorSnapshot, upTo end: Int, threads: Int) {
        var next = state.withLock { $0 }
        guard let storage = next.storage else { return }
        let covered = next
        let dead = (0..<min(end, next.coveredRows)).filter { row in
            !snapshot.liveRows.contains(row: row) && covered.isNode(UInt32(row))
                && !covered.hasRow(in: UInt32(row)) { $0 >= end || snapshot.liveRows.contains(row: $0) }
        }
        guard !dead.isEmpty else { return }
        for row in dead { next.dismiss(UInt32(row)) }
        next.outsideVersion += 1
        next.counts[0] -= dead.count
        // The measurements are outdated.
        next.statistics = nil
        let gone = next.outside
        for layer in storage.layers.indices {
            let count = layer == 0 ? next.coveredRows : next.counts[layer]
            GraphRepair(graph: self, storage: storage, layer: layer, count: count, gone: gone)
                .run(threads: threads)
        }
        let left = next
        next.entry = storage.highestNode(counts: next.counts, covered: next.coveredRows) {
            left.isNode(UInt32($0))
        }
        let done = next
        state.withLock { $0 = done }
        secure(threads: threads)
    }
}

extension Graph.State {
    /// Whether a row of a node's chain, its own included, is as asked for.
    fileprivate func hasRow(in node: UInt32, where isWanted: (Int) -> Bool) -> Bool {
        var next: UInt32? = node
        while let row = next {
            if isWanted(Int(row)) { return true }
            next = heads.contains(Int(node)) ? storage?.layers[0].twin(of: row) : nil
        }
        return false
    }

    /// A node leaves the graph, with its chain.
    mutating func dismiss(_ node: UInt32) {
        var next: UInt32? = node
        while let row = next {
            outside.insert(Int(row))
            twins.remove(Int(row))
            next = heads.contains(Int(node)) ? storage?.layers[0].twin(of: row) : nil
        }
        heads.remove(Int(node))
    }
}

extension GraphStorage {
    /// A node of the highest layer that has one with a row that is asked for.
    func highestNode(counts: [Int], covered: Int, where isWanted: (Int) -> Bool) -> GraphEntry? {
        for layer in layers.indices.reversed() {
            let nodes = UInt32(layer == 0 ? covered : counts[layer])
            if let node = (0..<nodes).first(where: { isWanted(Int(row(of: $0, layer: layer))) }) {
                return GraphEntry(layer: layer, node: node)
            }
        }
        return nil
    }

    func row(of node: UInt32, layer: Int) -> UInt32 {
        layer == 0 ? node : layers[layer].places[Int(node)].row
    }
}

/// The repair of one layer.
private struct GraphRepair: Sendable {
    let graph: Graph
    let storage: GraphStorage
    let layer: Int
    let count: Int
    /// Rows that have left the graph.
    let gone: RowBits

    /// More candidates than this do not improve the links.
    private static let mostCandidates = 256

    func run(threads: Int) {
        let next = Atomic(0)
        let share = 1024
        let entry = storage.layers[layer].firstNode(below: count) { !isGone($0) }
        guard entry != nil else { return }
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            let linker = GraphLinker(
                storage, graph.parameters, kernel: graph.kernel, locks: graph.locks,
                capacity: Self.mostCandidates)
            while true {
                let start = next.wrappingAdd(share, ordering: .relaxed).oldValue
                guard start < count else { return }
                for node in UInt32(start)..<UInt32(min(start + share, count)) where !isGone(node) {
                    repair(node, linker)
                }
            }
        }
    }

    private func isGone(_ node: UInt32) -> Bool {
        gone.contains(Int(storage.row(of: node, layer: layer)))
    }

    private func repair(_ node: UInt32, _ linker: GraphLinker) {
        var added: [UInt32] = []
        graph.locks.withLock(node, layer: layer) {
            let present = linker.links(of: node, layer)
            guard present.contains(where: isGone) else { return }
            let candidates = replacements(for: present, of: node, linker)
            added = linker.relink(node, layer, to: candidates).filter { !present.contains($0) }
        }
        // So that every node is linked to by another.
        for other in added { linker.addLink(from: other, to: node, layer) }
    }

    /// The links that are left, and those of the ones that are gone, however many of these lie behind each other.
    private func replacements(for present: [UInt32], of node: UInt32, _ linker: GraphLinker) -> [UInt32] {
        var kept: [UInt32] = []
        var seen: Set<UInt32> = [node]
        var waiting = present
        var i = 0
        while i < waiting.count, kept.count < Self.mostCandidates, i < 8 * Self.mostCandidates {
            let next = waiting[i]
            i += 1
            guard seen.insert(next).inserted else { continue }
            if isGone(next) { waiting += linker.links(of: next, layer) } else { kept.append(next) }
        }
        return kept
    }
}

extension GraphLayer {
    fileprivate func firstNode(below count: Int, where isWanted: (UInt32) -> Bool) -> UInt32? {
        (0..<UInt32(count)).first(where: isWanted)
    }
}
