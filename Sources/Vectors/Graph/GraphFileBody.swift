internal import CLookalikeVectorKernels

/// What follows the header of a graph file: for each layer from the lowest on its links (UInt32, `width` a node), its
/// terms (four float32 a node, see `lkv_graph_terms`) and, above the lowest, its places (row and node below, UInt32
/// each), on the lowest for each row the next one with the same vector (UInt32, 0 for none); then the set of rows outside (UInt64 words); then, for each MiB or rest of one of each of these parts, its
/// CRC-32C; then the CRC-32C of these. All little-endian, as is every processor that this runs on.
struct GraphFileBody {
    /// A stretch of memory, and where it is in the file.
    struct Piece: Sendable {
        let layer: Int
        let part: Part
        /// In bytes, within the part.
        let start: Int
        let count: Int
        let fileOffset: Int
    }

    enum Part: Sendable { case links, terms, places, twins, outside }

    let pieces: [Piece]
    /// Where the checksums begin.
    let checksumOffset: Int

    private static let pieceSize = 1 << 20

    init(_ header: GraphFileHeader) {
        var pieces: [Piece] = []
        var offset = GraphFileHeader.size
        func add(_ layer: Int, _ part: Part, _ count: Int) {
            for start in stride(from: 0, to: count, by: Self.pieceSize) {
                let size = min(Self.pieceSize, count - start)
                pieces.append(
                    Piece(layer: layer, part: part, start: start, count: size, fileOffset: offset))
                offset += size
            }
        }
        for (layer, count) in header.counts.enumerated() {
            add(layer, .links, count * header.parameters.width(ofLayer: layer) * 4)
            add(layer, .terms, count * MemoryLayout<lkv_graph_terms>.stride)
            if layer > 0 { add(layer, .places, count * MemoryLayout<GraphLayer.Place>.stride) }
            if layer == 0 { add(layer, .twins, count * 4) }
        }
        add(0, .outside, header.outsideWords * 8)
        self.pieces = pieces
        checksumOffset = offset
    }

    var fileSize: Int { checksumOffset + 4 * (pieces.count + 1) }
}

extension GraphLayer {
    /// The memory of a part. Not `outside`, which belongs to no layer.
    func memory(of part: GraphFileBody.Part) -> UnsafeMutableRawPointer {
        switch part {
        case .links, .outside: UnsafeMutableRawPointer(links)
        case .terms: UnsafeMutableRawPointer(terms)
        case .places: UnsafeMutableRawPointer(places)
        case .twins: UnsafeMutableRawPointer(twins)
        }
    }
}
