internal import CVectorKernels
internal import Dispatch
internal import Synchronization

/// Links new nodes into a graph, by several threads at once.
struct GraphBuilder: Sendable {
    let storage: GraphStorage
    let parameters: GraphParameters
    /// Where the walks begin; nil for the first node of all.
    let entry: GraphEntry?

    /// A new node's numbers on its layers, the lowest, its row, first.
    struct NewNode: Sendable {
        let row: UInt32
        let upper: [UInt32]

        func number(on layer: Int) -> UInt32 { layer == 0 ? row : upper[layer - 1] }
    }

    /// - Parameter threads: as many as there are workers.
    func insert(_ nodes: [NewNode], workers: [Worker]) {
        let next = Atomic(0)
        @Sendable func work(_ worker: Worker) {
            while true {
                let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard i < nodes.count else { return }
                insert(nodes[i], worker)
            }
        }
        if workers.count == 1 || nodes.count == 1 { return work(workers[0]) }
        DispatchQueue.concurrentPerform(iterations: workers.count) { work(workers[$0]) }
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

    private func insert(_ node: NewNode, _ worker: Worker) {
        prepare(node)
        guard let entry else { return }
        let goal = GraphWalker.Goal(
            codes: worker.codes.pointer,
            terms: storage.query(of: node.row, layer: 0, codes: worker.codes.pointer))
        let top = min(node.upper.count, entry.layer)
        var at = worker.walker.descend(from: entry, to: top, goal)
        for layer in stride(from: top, through: 0, by: -1) {
            worker.walker.pool.reset(wanted: parameters.efConstruction)
            worker.walker.walk(layer, goal, from: at)
            if layer > 0 { at = worker.walker.below(worker.walker.pool.node(0), layer) }
            worker.linker.link(node.number(on: layer), layer, to: worker.walker.pool)
        }
    }
}
