/// Changes the links of nodes; used by one thread at a time, together with others that share the locks.
final class GraphLinker {
    private let storage: GraphStorage
    private let parameters: GraphParameters
    private let locks: LinkLocks
    private let selection: NeighbourSelection
    private let candidates: Scratch<GraphCandidate>
    private let present: Scratch<UInt32>
    private let chosen: Scratch<UInt32>

    /// - Parameter capacity: the most candidates that links are chosen from.
    init(
        _ storage: GraphStorage, _ parameters: GraphParameters, kernel: Kernel, locks: LinkLocks,
        capacity: Int
    ) {
        self.storage = storage
        self.parameters = parameters
        self.locks = locks
        let width = parameters.width(ofLayer: 0)
        let room = max(capacity, width + 1)
        selection = NeighbourSelection(storage, kernel: kernel, capacity: room)
        candidates = Scratch(room, repeating: GraphCandidate(node: 0, affinity: 0))
        present = Scratch(width + 1, repeating: 0)
        chosen = Scratch(width + 1, repeating: 0)
    }

    /// Links a new node and the best of those that its walk has found with each other.
    func link(_ node: UInt32, _ layer: Int, to pool: WalkPool) {
        for i in 0..<pool.count {
            candidates.pointer[i] = GraphCandidate(node: pool.node(i), affinity: pool.affinity(i))
        }
        let count = selection.choose(
            parameters.m, for: node, of: candidates.pointer, count: pool.count, layer: layer,
            into: chosen.pointer)
        storage.layers[layer].writeLinks(of: node, chosen.pointer, count: count)
        let links = Array(UnsafeBufferPointer(start: chosen.pointer, count: count))
        for other in links { addLink(from: other, to: node, layer) }
    }

    /// Adds a link, in the place of others where there is no room.
    func addLink(from node: UInt32, to new: UInt32, _ layer: Int) {
        locks.withLock(node, layer: layer) {
            let nodes = storage.layers[layer]
            let count = nodes.readLinks(of: node, into: present.pointer)
            for i in 0..<count where present.pointer[i] == new { return }
            present.pointer[count] = new
            if count < nodes.width { return nodes.writeLinks(of: node, present.pointer, count: count + 1) }
            choose(node, layer, of: UnsafeBufferPointer(start: present.pointer, count: count + 1))
        }
    }

    /// Adds a link, where there is no room in the place of that to the node which most lead to.
    ///
    /// - Parameters:
    ///   - few: so many links to a node are not made fewer.
    ///   - incoming: how many links lead to each node; is kept up to date.
    /// - Returns: false where there was no room.
    func force(from node: UInt32, to new: UInt32, _ layer: Int, sparing few: UInt32, _ incoming: AtomicCounts)
        -> Bool
    {
        locks.withLock(node, layer: layer) {
            let nodes = storage.layers[layer]
            let count = nodes.readLinks(of: node, into: present.pointer)
            if node == new || (0..<count).contains(where: { present.pointer[$0] == new }) { return false }
            var place = count
            if count == nodes.width {
                place = (0..<count).max {
                    incoming.load(Int(present.pointer[$0])) < incoming.load(Int(present.pointer[$1]))
                }!
                guard incoming.load(Int(present.pointer[place])) > few else { return false }
                incoming.subtract(1, Int(present.pointer[place]))
            }
            present.pointer[place] = new
            incoming.add(1, Int(new))
            nodes.writeLinks(of: node, present.pointer, count: max(count, place + 1))
            return true
        }
    }

    /// Gives a node, whose lock the caller holds, the best links among some nodes; returns them.
    func relink(_ node: UInt32, _ layer: Int, to others: [UInt32]) -> [UInt32] {
        let count = others.withUnsafeBufferPointer { choose(node, layer, of: $0) }
        return Array(UnsafeBufferPointer(start: chosen.pointer, count: count))
    }

    @discardableResult
    private func choose(_ node: UInt32, _ layer: Int, of others: UnsafeBufferPointer<UInt32>) -> Int {
        for (i, other) in others.enumerated() {
            candidates.pointer[i] = GraphCandidate(node: other, affinity: 0)
        }
        selection.sort(candidates.pointer, count: others.count, by: node, layer: layer)
        let nodes = storage.layers[layer]
        let count = selection.choose(
            nodes.width, for: node, of: candidates.pointer, count: others.count, layer: layer,
            into: chosen.pointer)
        nodes.writeLinks(of: node, chosen.pointer, count: count)
        return count
    }

    /// The links of a node that are no more than four times as long as the shortest.
    func nearLinks(of node: UInt32, _ layer: Int) -> [UInt32] {
        let count = storage.layers[layer].readLinks(of: node, into: present.pointer)
        if count == 0 { return [] }
        for i in 0..<count { candidates.pointer[i] = GraphCandidate(node: present.pointer[i], affinity: 0) }
        selection.sort(candidates.pointer, count: count, by: node, layer: layer)
        let near = selection.nearest(candidates.pointer, count: count, from: node, layer: layer)
        return (0..<near).map { candidates.pointer[$0].node }
    }

    func links(of node: UInt32, _ layer: Int) -> [UInt32] {
        let count = storage.layers[layer].readLinks(of: node, into: present.pointer)
        return Array(UnsafeBufferPointer(start: present.pointer, count: count))
    }
}
