internal import CLookalikeVectorKernels

/// Walks through a graph towards a query, and the memory that it takes.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class GraphWalker: @unchecked Sendable {
    let storage: GraphStorage
    private let kernel: Kernel
    private let dots: lkv_code_dots_fn
    /// A bit a node, of the layer that is being walked on; all clear between walks.
    private let visited: Scratch<UInt64>
    /// The nodes whose bits are set.
    private var touched: Scratch<UInt32>
    private var touchedCapacity = 4096
    private let rows: Scratch<UnsafePointer<UInt8>?>
    private let sums: Scratch<Int32>
    private let values: Scratch<Float>
    var pool: WalkPool
    let poolCapacity: Int

    /// Nodes that a walk goes on from at once: while the codes of one's neighbours come, the other's are asked for.
    static let breadth = 2

    /// - Parameter poolCapacity: the most nodes that a walk can keep in mind.
    init(_ storage: GraphStorage, kernel: Kernel, poolCapacity: Int) {
        self.storage = storage
        self.kernel = kernel
        self.poolCapacity = poolCapacity
        dots = kernel.table.pointee.code_dots
        visited = Scratch((storage.capacity + 63) / 64, repeating: 0)
        touched = Scratch(touchedCapacity, repeating: 0)
        let room = Self.breadth * storage.layers[0].width
        rows = Scratch(room, repeating: nil)
        sums = Scratch(room, repeating: 0)
        values = Scratch(room, repeating: 0)
        pool = WalkPool(capacity: poolCapacity)
    }

    /// Where a walk goes to: its signed codes and its part of the affinities.
    struct Goal {
        let codes: UnsafePointer<Int8>
        var terms: lkv_graph_query
    }

    /// From a layer down to just above another, always to the nearest node; where that is on the layer below.
    func descend(from entry: GraphEntry, to lowest: Int, _ goal: Goal) -> UInt32 {
        var node = entry.node
        for layer in stride(from: entry.layer, to: lowest, by: -1) {
            pool.reset(wanted: 1)
            walk(layer, goal, from: node)
            node = below(pool.node(0), layer)
        }
        return node
    }

    /// The number of a node on the layer below.
    func below(_ node: UInt32, _ layer: Int) -> UInt32 { storage.layers[layer].places[Int(node)].below }

    /// Fills the pool, which has been reset, with the nearest nodes of a layer.
    ///
    /// - Parameter accepts: which nodes may be results; nil for all.
    func walk(
        _ layer: Int, _ goal: Goal, from entry: UInt32, accepts: ((UInt32) -> Bool)? = nil
    ) {
        var table = storage.table(layer)
        var goal = goal
        var count = 1
        touched.pointer[0] = entry
        mark(entry)
        rows.pointer[0] = storage.codes(of: entry, layer: layer)
        score(&table, &goal, from: 0, count: 1, accepts)
        while let node = pool.next() {
            reserve(count)
            let from = count
            count += lkv_graph_gather(
                &table, node, visited.pointer, touched.pointer + count, rows.pointer)
            if let other = pool.next() {
                count += lkv_graph_gather(
                    &table, other, visited.pointer, touched.pointer + count, rows.pointer + (count - from))
            }
            score(&table, &goal, from: from, count: count - from, accepts)
        }
        for i in 0..<count { visited.pointer[Int(touched.pointer[i]) / 64] = 0 }
        visitedCount = count
    }
    private(set) var visitedCount = 0

    private func mark(_ node: UInt32) { visited.pointer[Int(node) / 64] |= 1 << UInt64(node % 64) }

    private func reserve(_ count: Int) {
        guard count + Self.breadth * storage.layers[0].width > touchedCapacity else { return }
        let larger = Scratch<UInt32>(2 * touchedCapacity, repeating: 0)
        larger.pointer.update(from: touched.pointer, count: count)
        touched = larger
        touchedCapacity *= 2
    }

    /// Puts those of the nodes touched last into the pool that belong there.
    private func score(
        _ table: inout lkv_graph_layer, _ goal: inout Goal, from: Int, count: Int,
        _ accepts: ((UInt32) -> Bool)?
    ) {
        guard count > 0 else { return }
        let nodes = touched.pointer + from
        dots(goal.codes, 1, storage.queryLength, rows.pointer, count, sums.pointer, count)
        lkv_graph_affinities(&table, &goal.terms, nodes, sums.pointer, count, values.pointer)
        for i in 0..<count where values.pointer[i] > pool.threshold {
            let isAccepted = accepts.map { $0(nodes[i]) } ?? true
            pool.insert(nodes[i], affinity: values.pointer[i], isAccepted: isAccepted)
            lkv_graph_prefetch(&table, nodes[i])
        }
    }
}

/// Where walks begin: a node of the highest layer.
struct GraphEntry: Sendable, Equatable {
    let layer: Int
    let node: UInt32
}
