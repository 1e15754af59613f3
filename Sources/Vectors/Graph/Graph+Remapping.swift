internal import CLookalikeVectorKernels
internal import Foundation
internal import Synchronization

extension Graph {
    /// The graph of a compacted file: the same nodes under their new row numbers, without those that were not live.
    /// Takes a small part of the time of building it anew. This graph is repaired on the way, and stays usable.
    ///
    /// - Parameters:
    ///   - live: the state that was compacted: its rows, in order, are rows 0, 1, … of the new file.
    ///   - snapshot: a state of the new file.
    /// - Returns: nil where the new file has no byte codes for these rows; it needs a new graph then.
    public func remapped(from live: VectorSnapshot, to snapshot: VectorSnapshot) -> Graph? {
        precondition(live.fileIdentity == fileIdentity, "rows of another file")
        let threads = ProcessInfo.processInfo.activeProcessorCount
        return writer.withLock { _ in
            repairHoldingWriter(for: live, upTo: coveredRows, threads: threads)
            return remappedHoldingWriter(from: live, to: snapshot)
        }
    }

    private func remappedHoldingWriter(from live: VectorSnapshot, to snapshot: VectorSnapshot) -> Graph? {
        let old = state.withLock { $0 }
        let rows = Array(live.rows.prefix(live.firstPosition(notBelowRow: old.coveredRows)))
        guard let storage = old.storage, let coded = snapshot.mapping.codes, coded.coveredRows >= rows.count,
            !rows.isEmpty
        else { return nil }
        let renumbering = Renumbering(storage, rows: rows, old)
        let fresh = GraphStorage(
            layers: [], coded: coded, dimension: snapshot.dimension, metric: metric, longest: old.longest)
        let layers = storage.layers.indices.map { renumbering.layer($0, coded: coded, fresh) }
        var new = State(fileIdentity: snapshot.fileIdentity)
        new.storage = GraphStorage(
            layers: layers, coded: coded, dimension: snapshot.dimension, metric: metric,
            longest: old.longest)
        new.closeness = old.closeness
        new.coveredRows = rows.count
        for (row, earlier) in rows.enumerated() where old.outside.contains(Int(earlier)) {
            new.outside.insert(row)
        }
        for chain in renumbering.chains { new.addChain(chain) }
        new.counts = renumbering.kept.map(\.count)
        new.counts[0] -= new.outside.count + new.twins.count
        new.longest = old.longest
        new.tunedEffort = old.tunedEffort
        let nodes = new
        new.entry = new.storage!.highestNode(counts: new.counts, covered: rows.count) {
            nodes.isNode(UInt32($0))
        }
        guard new.entry != nil else { return nil }
        return Graph(new, metric: metric, parameters: parameters, kernel: kernel)
    }
}

extension Graph.State {
    /// - Parameter chain: rows that share a node, ascending, the node first.
    fileprivate mutating func addChain(_ chain: [UInt32]) {
        heads.insert(Int(chain[0]))
        for (row, next) in zip(chain, chain.dropFirst()) {
            storage?.layers[0].setTwin(of: row, to: next)
            twins.insert(Int(next))
        }
    }
}

/// The nodes that are kept, and their new numbers.
private struct Renumbering {
    let storage: GraphStorage
    /// On each layer the old numbers of the nodes that are kept, ascending.
    private(set) var kept: [[UInt32]]
    /// On each layer the new number of each node, or `LKV_NO_LINK`.
    private var numbers: [[UInt32]]
    /// New numbers of rows that share a node, the node first.
    private(set) var chains: [[UInt32]] = []
    /// The node that each kept row of the lowest layer was, or `none`.
    private var sources: [UInt32]

    init(_ storage: GraphStorage, rows: [UInt32], _ state: Graph.State) {
        self.storage = storage
        kept = [rows]
        let all = Self.numbers(of: rows, among: state.coveredRows)
        numbers = [all]
        sources = rows.map { state.isNode($0) ? $0 : Self.none }
        for row in state.twins.rows { numbers[0][Int(row)] = Self.none }
        for head in state.heads.rows {
            var chain: [UInt32] = []
            var next: UInt32? = head
            while let row = next {
                if all[Int(row)] != Self.none { chain.append(all[Int(row)]) }
                next = storage.layers[0].twin(of: row)
            }
            guard let first = chain.first else { continue }
            // Where the node's own row is gone, the next one takes its place.
            numbers[0][Int(head)] = first
            sources[Int(first)] = head
            if chain.count > 1 { chains.append(chain) }
        }
        for layer in storage.layers.indices.dropFirst() {
            let places = storage.layers[layer].places
            let nodes = (0..<UInt32(state.counts[layer])).filter {
                numbers[0][Int(places[Int($0)].row)] != Self.none
                    && !state.outside.contains(Int(places[Int($0)].row))
            }
            kept.append(nodes)
            numbers.append(Self.numbers(of: nodes, among: state.counts[layer]))
        }
    }

    private static let none = UInt32.max

    private static func numbers(of kept: [UInt32], among count: Int) -> [UInt32] {
        var numbers = Array(repeating: none, count: count)
        for (new, old) in kept.enumerated() { numbers[Int(old)] = UInt32(new) }
        return numbers
    }

    /// - Parameter fresh: knows the terms of the new rows.
    func layer(_ layer: Int, coded codes: CodedRows, _ fresh: GraphStorage) -> GraphLayer {
        let old = storage.layers[layer]
        let new = GraphLayer(
            width: old.width, capacity: kept[layer].count, codeStride: old.codeStride, isLowest: layer == 0)
        var links = [UInt32](repeating: 0, count: old.width)
        for (number, row) in kept[layer].enumerated() {
            let node = layer == 0 ? sources[number] : row
            if node == Self.none {
                new.writeLinks(of: UInt32(number), [], count: 0)
                continue
            }
            let count = old.readLinks(of: node, into: &links)
            let present = links[..<count].map { numbers[layer][Int($0)] }.filter { $0 != Self.none }
            new.writeLinks(of: UInt32(number), present, count: present.count)
            var row = UInt32(number)
            if layer > 0 {
                let place = old.places[Int(node)]
                row = numbers[0][Int(place.row)]
                new.places[number] = .init(row: row, below: numbers[layer - 1][Int(place.below)])
            }
            new.copyCodes(codes.codes(ofRow: Int(row)), to: UInt32(number))
            // Not those of the node where a row that is almost the same has taken its place.
            new.terms[number] = fresh.terms(ofRow: Int(row)) ?? old.terms[Int(node)]
        }
        return new
    }
}
