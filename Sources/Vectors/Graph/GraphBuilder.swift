internal import CLookalikeVectorKernels
internal import Dispatch
internal import Synchronization

/// Links new nodes into a graph, by several threads at once.
struct GraphBuilder: Sendable {
    let storage: GraphStorage
    let parameters: GraphParameters
    /// Where the walks begin; nil for the first node of all.
    let entry: GraphEntry?
    /// What `Graph.State.closeness` says.
    let closeness: Float
    /// Nodes that no more rows may share.
    let full: Set<UInt32>

    /// A new node's numbers on its layers, the lowest, its row, first.
    struct NewNode: Sendable {
        let row: UInt32
        let upper: [UInt32]

        func number(on layer: Int) -> UInt32 { layer == 0 ? row : upper[layer - 1] }
    }

    /// A row that was not linked, and the node that it is to share, an earlier row.
    struct CloseRow: Sendable {
        let row: UInt32
        let node: UInt32
    }

    /// - Returns: those that are so close to a node that they were not linked.
    func insert(_ nodes: [NewNode], workers: [Worker]) -> [CloseRow] {
        let next = Atomic(0)
        let close = Guarded<[CloseRow]>([])
        @Sendable func work(_ worker: Worker) {
            while true {
                let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard i < nodes.count else { return }
                if let node = insert(nodes[i], worker) {
                    close.withLock { $0.append(CloseRow(row: nodes[i].row, node: node)) }
                }
            }
        }
        if workers.count == 1 || nodes.count == 1 {
            work(workers[0])
        } else {
            DispatchQueue.concurrentPerform(iterations: workers.count) { work(workers[$0]) }
        }
        return close.withLock { $0 }
    }

    /// One thread's memory.
    ///
    /// `@unchecked Sendable`: used by one thread at a time.
    final class Worker: @unchecked Sendable {
        let walker: GraphWalker
        let linker: GraphLinker
        let codes: Scratch<Int8>

        init(_ storage: GraphStorage, _ parameters: GraphParameters, kernel: Kernel, locks: LinkLocks) {
            let ef = parameters.efConstruction
            walker = GraphWalker(storage, kernel: kernel, poolCapacity: ef)
            linker = GraphLinker(storage, parameters, kernel: kernel, locks: locks, capacity: ef)
            codes = Scratch(storage.queryLength, repeating: 0)
        }
    }

    /// Writes what belongs to a node alone, before others can come to it.
    private func prepare(_ node: NewNode) {
        // Rows without are not added.
        let terms = storage.terms(ofRow: Int(node.row))!
        for layer in 0...node.upper.count {
            let number = node.number(on: layer)
            let nodes = storage.layers[layer]
            nodes.terms[Int(number)] = terms
            nodes.writeLinks(of: number, [], count: 0)
            nodes.copyCodes(storage.coded.codes(ofRow: Int(node.row)), to: number)
            if layer > 0 {
                nodes.places[Int(number)] = .init(row: node.row, below: node.number(on: layer - 1))
            }
        }
    }

    /// - Returns: the node that it is to share instead.
    private func insert(_ node: NewNode, _ worker: Worker) -> UInt32? {
        prepare(node)
        guard let entry else { return nil }
        let goal = GraphWalker.Goal(
            codes: worker.codes.pointer,
            terms: storage.query(of: node.row, layer: 0, codes: worker.codes.pointer))
        let top = min(node.upper.count, entry.layer)
        var at = worker.walker.descend(from: entry, to: top, goal)
        for layer in stride(from: top, through: 0, by: -1) {
            worker.walker.pool.reset(wanted: parameters.efConstruction)
            worker.walker.walk(layer, goal, from: at)
            if node.upper.isEmpty, let close = closeNode(to: node.row, worker.walker.pool) { return close }
            if layer > 0 { at = worker.walker.below(worker.walker.pool.node(0), layer) }
            worker.linker.link(node.number(on: layer), layer, to: worker.walker.pool)
        }
        return nil
    }

    /// The nearest that a walk on the lowest layer has found, if it is an earlier row and close.
    private func closeNode(to row: UInt32, _ pool: WalkPool) -> UInt32? {
        guard closeness > 0, pool.count > 0 else { return nil }
        let node = pool.node(0)
        let own = storage.selfAffinity(row, layer: 0) + storage.selfAffinity(node, layer: 0)
        return node < row && own / 2 - pool.affinity(0) <= closeness && !full.contains(node) ? node : nil
    }
}
