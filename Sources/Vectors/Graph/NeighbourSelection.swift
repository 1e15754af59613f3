internal import CVectorKernels

/// Chooses the links of a node among candidates: the nearest first, and each that is nearer to the node than to any
/// chosen before it, so that links go into every direction (algorithm 4 of Malkov and Yashunin). Used by one thread.
final class NeighbourSelection {
    private let storage: GraphStorage
    private let dots: lkv_code_dots_fn
    private let codes: Scratch<Int8>
    private let isLeft: Scratch<Bool>
    // Of the candidates that are left:
    private let indices: Scratch<Int32>
    private let nodes: Scratch<UInt32>
    private let rows: Scratch<UnsafePointer<UInt8>?>
    private let sums: Scratch<Int32>
    private let values: Scratch<Float>

    /// - Parameter capacity: the most candidates.
    init(_ storage: GraphStorage, kernel: Kernel, capacity: Int) {
        self.storage = storage
        dots = kernel.table.pointee.code_dots
        codes = Scratch(storage.queryLength, repeating: 0)
        isLeft = Scratch(capacity, repeating: false)
        indices = Scratch(capacity, repeating: 0)
        nodes = Scratch(capacity, repeating: 0)
        rows = Scratch(capacity, repeating: nil)
        sums = Scratch(capacity, repeating: 0)
        values = Scratch(capacity, repeating: 0)
    }

    /// - Parameters:
    ///   - candidates: nodes of `layer`, the nearest first.
    ///   - chosen: room for `limit` nodes.
    /// - Returns: how many were chosen.
    func choose(
        _ limit: Int, of candidates: UnsafePointer<GraphCandidate>, count: Int, layer: Int,
        into chosen: UnsafeMutablePointer<UInt32>
    ) -> Int {
        var found = 0
        isLeft.pointer.update(repeating: true, count: count)
        var table = storage.table(layer)
        for i in 0..<count where isLeft.pointer[i] {
            chosen[found] = candidates[i].node
            found += 1
            if found == limit { break }
            dismissNeighbours(of: i, candidates, count, layer, &table)
        }
        return found
    }

    /// Candidates that are as near to the `i`-th as to the node itself are reached by way of it.
    private func dismissNeighbours(
        of i: Int, _ candidates: UnsafePointer<GraphCandidate>, _ count: Int, _ layer: Int,
        _ table: inout lkv_graph_layer
    ) {
        var left = 0
        for j in i + 1..<max(count, i + 1) where isLeft.pointer[j] {
            indices.pointer[left] = Int32(j)
            nodes.pointer[left] = candidates[j].node
            rows.pointer[left] = storage.codes(of: candidates[j].node, layer: layer)
            left += 1
        }
        guard left > 0 else { return }
        var query = storage.query(of: candidates[i].node, layer: layer, codes: codes.pointer)
        dots(codes.pointer, 1, storage.queryLength, rows.pointer, left, sums.pointer, left)
        lkv_graph_affinities(&table, &query, nodes.pointer, sums.pointer, left, values.pointer)
        for n in 0..<left {
            let j = Int(indices.pointer[n])
            if values.pointer[n] >= candidates[j].affinity { isLeft.pointer[j] = false }
        }
    }

    /// The affinity of each candidate to a node, then the nearest first.
    func sort(
        _ candidates: UnsafeMutablePointer<GraphCandidate>, count: Int, by node: UInt32, layer: Int
    ) {
        for i in 0..<count {
            nodes.pointer[i] = candidates[i].node
            rows.pointer[i] = storage.codes(of: candidates[i].node, layer: layer)
        }
        var table = storage.table(layer)
        var query = storage.query(of: node, layer: layer, codes: codes.pointer)
        dots(codes.pointer, 1, storage.queryLength, rows.pointer, count, sums.pointer, count)
        lkv_graph_affinities(&table, &query, nodes.pointer, sums.pointer, count, values.pointer)
        for i in 0..<count { candidates[i].affinity = values.pointer[i] }
        var sorted = UnsafeMutableBufferPointer(start: candidates, count: count)
        sorted.sort {
            $0.affinity > $1.affinity || ($0.affinity == $1.affinity && $0.node < $1.node)
        }
    }
}

/// A node that another may link to.
struct GraphCandidate: BitwiseCopyable {
    var node: UInt32
    var affinity: Float
}
