internal import CLookalikeVectorKernels

/// Chooses the links of a node among candidates: the nearest first, and each that is nearer to the node than to any
/// chosen before it, so that links go into every direction (algorithm 4 of Malkov and Yashunin). Used by one thread.
final class NeighbourSelection {
    private let storage: GraphStorage
    private let dots: lkv_code_dots_fn
    private let codes: Scratch<Int8>
    private let isLeft: Scratch<Bool>
    private let distances: Scratch<Float>
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
        distances = Scratch(capacity, repeating: 0)
        indices = Scratch(capacity, repeating: 0)
        nodes = Scratch(capacity, repeating: 0)
        rows = Scratch(capacity, repeating: nil)
        sums = Scratch(capacity, repeating: 0)
        values = Scratch(capacity, repeating: 0)
    }

    /// Candidates are taken class by class: in one are those that are no more than four times as far from the node as its
    /// nearest. A class takes three quarters of the room that is left, or all if it is the last, and none of its nodes stands
    /// for one that is much farther, so that rows which are much alike don't link to each other only. Where few of a class
    /// are chosen, half of its room is filled with the nearest of the others: among rows that are all as far from each
    /// other those in the middle would otherwise be the only ones that are linked to.
    ///
    /// - Parameters:
    ///   - candidates: nodes of `layer`, the nearest first.
    ///   - chosen: room for `limit` nodes.
    /// - Returns: how many were chosen.
    func choose(
        _ limit: Int, for node: UInt32, of candidates: UnsafePointer<GraphCandidate>, count: Int, layer: Int,
        into chosen: UnsafeMutablePointer<UInt32>
    ) -> Int {
        measure(candidates, count: count, from: node, layer: layer)
        isLeft.pointer.update(repeating: true, count: count)
        var table = storage.table(layer)
        var found = 0
        var start = 0
        while start < count, found < limit {
            let end = endOfClass(from: start, count: count)
            let room = (limit - found) * (end == count ? 4 : 3) / 4
            let (most, least) = (found + room, found + room / 2)
            for i in start..<end where isLeft.pointer[i] && found < most {
                chosen[found] = candidates[i].node
                found += 1
                if found == limit { return found }
                dismissNeighbours(of: i, candidates, count, layer, &table)
            }
            for i in start..<end where !isLeft.pointer[i] && found < least {
                chosen[found] = candidates[i].node
                found += 1
            }
            start = end
        }
        return found
    }

    /// How many times the square of the distance may be within a class.
    private static let breadth: Float = 16

    /// Half the square of the distance of each candidate.
    private func measure(
        _ candidates: UnsafePointer<GraphCandidate>, count: Int, from node: UInt32, layer: Int
    ) {
        let own = storage.selfAffinity(node, layer: layer)
        let least = storage.resolution(at: node, layer: layer)
        for i in 0..<count {
            let other =
                storage.metric == .innerProduct ? storage.selfAffinity(candidates[i].node, layer: layer) : own
            distances.pointer[i] = max(least, (own + other) / 2 - candidates[i].affinity)
        }
    }

    /// How many of the candidates, the nearest first, are in the first class.
    func nearest(
        _ candidates: UnsafePointer<GraphCandidate>, count: Int, from node: UInt32, layer: Int
    ) -> Int {
        measure(candidates, count: count, from: node, layer: layer)
        return endOfClass(from: 0, count: count)
    }

    private func endOfClass(from start: Int, count: Int) -> Int {
        let limit = Self.breadth * distances.pointer[start]
        // Seldom more than one.
        if distances.pointer[count - 1] <= limit { return count }
        return (start..<count).first { distances.pointer[$0] > limit } ?? count
    }

    /// Candidates that are as near to the `i`-th as to the node itself are reached by way of it, unless they are so far
    /// that it is as good as at the node.
    private func dismissNeighbours(
        of i: Int, _ candidates: UnsafePointer<GraphCandidate>, _ count: Int, _ layer: Int,
        _ table: inout lkv_graph_layer
    ) {
        var left = 0
        let reach = Self.breadth * distances.pointer[i]
        for j in i + 1..<max(count, i + 1) where isLeft.pointer[j] && distances.pointer[j] <= reach {
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
