internal import CLookalikeVectorKernels
internal import Synchronization

extension Graph {
    /// Walks to every node, as searches with this effort do, and adds links to those that are not found.
    func secureAll(effort: Int, threads: Int) {
        writer.withLock { _ in secure(all: true, effort: effort, threads: threads) }
    }

    /// For whoever holds `writer`: sees to it that walks find every node that few links lead to, or all. Those that they
    /// don't are rows outside from then on.
    ///
    /// - Parameter first: the first row that has been added. Where the graph has hardly grown it is enough that all of
    ///   these are found.
    func secure(
        all: Bool = false, addedFrom first: Int = 0, effort: Int = GraphReach.leastEffort, threads: Int
    ) {
        var next = state.withLock { $0 }
        guard let storage = next.storage, let entry = next.entry else { return }
        let present = next
        let reach = GraphReach(
            storage: storage, parameters: parameters, kernel: kernel, locks: locks, entry: entry,
            covered: next.coveredRows, effort: effort
        ) { !present.isNode(UInt32($0)) }
        let added = UInt32(first)..<UInt32(next.coveredRows)
        if added.count * 10 < next.coveredRows, reach.finds(added.filter(present.isNode), threads: threads) {
            return
        }
        let (missed, weak) = reach.run(all: all, threads: threads)
        next.isUneven = weak * 1_000 > next.coveredRows
        for node in missed { next.dismiss(node) }
        if !missed.isEmpty { next.outsideVersion += 1 }
        next.counts[0] -= missed.count
        let done = next
        state.withLock { $0 = done }
    }
}

/// Sees to it that walks find the nodes of the lowest layer: looks which have few links that lead to them, or none that a
/// walk could come by, walks to these, and where that fails adds links from where the walk ends.
struct GraphReach: Sendable {
    let storage: GraphStorage
    let parameters: GraphParameters
    let kernel: Kernel
    let locks: LinkLocks
    let entry: GraphEntry
    /// Nodes are rows below this one, without those that are left out.
    let covered: Int
    let leftOut: @Sendable (Int) -> Bool
    /// How many links lead to each node.
    private let incoming: AtomicCounts

    /// Nodes that no more links lead to are walked to.
    private static let fewLinks: UInt32 = 5
    /// Nodes that no more lead to don't lose one for another.
    private static let spared: UInt32 = 3
    /// Nodes that a walk keeps in mind.
    private let effort: Int
    /// No search keeps fewer in mind.
    static let leastEffort = 16
    private static let rounds = 4

    init(
        storage: GraphStorage, parameters: GraphParameters, kernel: Kernel, locks: LinkLocks,
        entry: GraphEntry, covered: Int, effort: Int = leastEffort, leftOut: @escaping @Sendable (Int) -> Bool
    ) {
        self.storage = storage
        self.parameters = parameters
        self.kernel = kernel
        self.locks = locks
        self.entry = entry
        self.covered = covered
        self.leftOut = leftOut
        self.effort = effort
        incoming = AtomicCounts(covered)
    }

    /// - Parameter all: whether all nodes are walked to.
    /// - Returns: the nodes, ascending, that walks do not find all the same, and how many there were that few links lead to.
    func run(all: Bool = false, threads: Int) -> (missed: [UInt32], weak: Int) {
        countLinks(threads: threads)
        let reached = reachedNodes()
        let nodes = (0..<UInt32(covered)).filter { !leftOut(Int($0)) }
        let weak = nodes.filter { incoming.load(Int($0)) <= Self.fewLinks || !reached.contains(Int($0)) }
        var missed = all ? hardToFind(nodes, threads: threads) : weak
        for _ in 0..<Self.rounds where !missed.isEmpty { missed = findOrLink(missed, threads: threads) }
        return (missed, weak.count)
    }

    /// Those of some nodes that short walks don't come to: most are found by one that takes a small part of the time of a
    /// walk with the full effort, and longer ones find what shorter ones do.
    private func hardToFind(_ nodes: [UInt32], threads: Int) -> [UInt32] {
        var left = nodes
        for short in GraphIndex.shortEfforts where short < effort {
            let missed = Guarded<[UInt32]>([])
            let asked = left
            inParallel(asked.count, share: 64, threads: threads) { part in
                let walker = GraphWalker(storage, kernel: kernel, poolCapacity: short)
                let codes = Scratch<Int8>(storage.queryLength, repeating: 0)
                for node in asked[part] {
                    walk(to: node, walker, codes, effort: short)
                    if !walker.pool.contains(node) { missed.withLock { $0.append(node) } }
                }
                return true
            }
            left = missed.withLock { $0.sorted() }
        }
        return left
    }

    /// Whether walks come to all of some nodes.
    func finds(_ nodes: [UInt32], threads: Int) -> Bool {
        inParallel(nodes.count, share: 64, threads: threads) { part in
            let walker = GraphWalker(storage, kernel: kernel, poolCapacity: effort)
            let codes = Scratch<Int8>(storage.queryLength, repeating: 0)
            return nodes[part].allSatisfy { finds($0, walker, codes) }
        }
    }

    private func countLinks(threads: Int) {
        inParallel(covered, share: 4096, threads: threads) { part in
            let linker = GraphLinker(storage, parameters, kernel: kernel, locks: locks, capacity: effort)
            for node in part where !leftOut(node) {
                for link in linker.nearLinks(of: UInt32(node), 0) { incoming.add(1, Int(link)) }
            }
            return true
        }
    }

    /// What following links comes to from where walks begin.
    private func reachedNodes() -> RowBits {
        var node = entry.node
        for layer in stride(from: entry.layer, to: 0, by: -1) {
            node = storage.layers[layer].places[Int(node)].below
        }
        var reached = RowBits(room: covered)
        var waiting = [node]
        reached.insert(Int(node))
        withLinks { links in
            while let node = waiting.popLast() {
                let count = storage.layers[0].readLinks(of: node, into: links)
                for i in 0..<count where Int(links[i]) < covered && !reached.contains(Int(links[i])) {
                    reached.insert(Int(links[i]))
                    waiting.append(links[i])
                }
            }
        }
        return reached
    }

    private func withLinks(_ body: (UnsafeMutablePointer<UInt32>) -> Void) {
        let room = Scratch<UInt32>(storage.layers[0].width, repeating: 0)
        body(room.pointer)
    }

    /// Walks to some nodes, and links those that it does not find; these are returned.
    private func findOrLink(_ nodes: [UInt32], threads: Int) -> [UInt32] {
        let missed = Guarded<[UInt32]>([])
        inParallel(nodes.count, share: 64, threads: threads) { part in
            let walker = GraphWalker(storage, kernel: kernel, poolCapacity: effort)
            let linker = GraphLinker(storage, parameters, kernel: kernel, locks: locks, capacity: effort)
            let codes = Scratch<Int8>(storage.queryLength, repeating: 0)
            for node in nodes[part] where !finds(node, walker, codes) {
                link(node, walker.pool, linker)
                missed.withLock { $0.append(node) }
            }
            return true
        }
        return missed.withLock { $0.sorted() }
    }

    /// Whether a walk comes to a node, or to so many that are not told apart from it that there is no room for it, which
    /// searches see to.
    private func finds(_ node: UInt32, _ walker: GraphWalker, _ codes: Scratch<Int8>) -> Bool {
        walk(to: node, walker, codes, effort: effort)
        let pool = walker.pool
        if pool.contains(node) { return true }
        let nearest = storage.selfAffinity(node, layer: 0) - storage.resolution(at: node, layer: 0)
        return pool.count == effort && pool.affinity(effort - 1) >= nearest && incoming.load(Int(node)) > 0
    }

    private func walk(to node: UInt32, _ walker: GraphWalker, _ codes: Scratch<Int8>, effort: Int) {
        let goal = GraphWalker.Goal(
            codes: codes.pointer, terms: storage.query(of: node, layer: 0, codes: codes.pointer))
        let start = walker.descend(from: entry, to: 0, goal)
        walker.pool.reset(wanted: effort)
        walker.walk(0, goal, from: start)
    }

    /// Adds a link to a node from one of the nearest that a walk to it came to.
    private func link(_ node: UInt32, _ pool: WalkPool, _ linker: GraphLinker) {
        for i in 0..<pool.count where !leftOut(Int(pool.node(i))) {
            if linker.force(from: pool.node(i), to: node, 0, sparing: Self.spared, incoming) { return }
        }
    }
}
