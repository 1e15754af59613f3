internal import CLookalikeVectorKernels

/// One layer of a graph: its nodes' links, terms and codes and, above the lowest layer, where they are below. Memory for a
/// fixed number of nodes, which come one after the other; on the lowest layer a node is a row.
///
/// The codes are a copy of those in the code file: on large pages a walk, which comes to them in no order, takes a quarter
/// less time than on a file's pages.
///
/// `@unchecked Sendable`: links are only touched by atomic operations, and everything else of a node is written once,
/// before any link to it is stored with release order.
final class GraphLayer: @unchecked Sendable {
    let width: Int
    let capacity: Int
    /// Bytes of a node's codes.
    let codeStride: Int
    private let isLowest: Bool
    private let memory: PageMemory
    private let termMemory: PageMemory
    private let codeMemory: PageMemory
    private let placeMemory: PageMemory
    private let twinMemory: PageMemory

    /// Where a node of an upper layer comes from.
    struct Place {
        let row: UInt32
        /// Its number on the layer below.
        let below: UInt32
    }

    init(width: Int, capacity: Int, codeStride: Int, isLowest: Bool) {
        self.width = width
        self.capacity = capacity
        self.codeStride = codeStride
        self.isLowest = isLowest
        memory = PageMemory(byteCount: capacity * width * 4)
        termMemory = PageMemory(byteCount: capacity * MemoryLayout<lkv_graph_terms>.stride)
        // The kernels read up to the next multiple of 64 bytes.
        codeMemory = PageMemory(byteCount: capacity * codeStride + 64)
        placeMemory = PageMemory(byteCount: isLowest ? 0 : capacity * MemoryLayout<Place>.stride)
        twinMemory = PageMemory(byteCount: isLowest ? capacity * 4 : 0)
    }

    /// The first `count` nodes of this layer, in memory of another size.
    func copy(capacity: Int, count: Int) -> GraphLayer {
        let copy = GraphLayer(
            width: width, capacity: capacity, codeStride: codeStride, isLowest: isLowest)
        copy.links.update(from: links, count: count * width)
        copy.terms.update(from: terms, count: count)
        copy.codes.update(from: codes, count: count * codeStride)
        if isLowest {
            copy.twins.update(from: twins, count: count)
        } else {
            copy.places.update(from: places, count: count)
        }
        return copy
    }

    // Sound: each memory is of one type only, zeros are values of it, and it lives as long as the layer.
    var links: UnsafeMutablePointer<UInt32> { memory.base.assumingMemoryBound(to: UInt32.self) }
    var terms: UnsafeMutablePointer<lkv_graph_terms> {
        termMemory.base.assumingMemoryBound(to: lkv_graph_terms.self)
    }
    var codes: UnsafeMutablePointer<UInt8> { codeMemory.base.assumingMemoryBound(to: UInt8.self) }
    var places: UnsafeMutablePointer<Place> { placeMemory.base.assumingMemoryBound(to: Place.self) }

    /// On the lowest layer: the next row with the same vector, for each row; 0 for none, as they ascend.
    var twins: UnsafeMutablePointer<UInt32> { twinMemory.base.assumingMemoryBound(to: UInt32.self) }

    /// The row after a row in the chain of those that have the same vector, the first of which is a node.
    func twin(of row: UInt32) -> UInt32? {
        let next = lkv_link_read(twins + Int(row))
        return next == 0 ? nil : next
    }

    /// Appends a row to the chain that ends with another.
    func setTwin(of last: UInt32, to row: UInt32) { lkv_link_write(twins + Int(last), row) }

    func links(of node: UInt32) -> UnsafeMutablePointer<UInt32> { links + Int(node) * width }

    /// The links of a node, written to `out`, which has room for `width`; their number.
    func readLinks(of node: UInt32, into out: UnsafeMutablePointer<UInt32>) -> Int {
        lkv_links_read(links(of: node), width, out)
    }

    func writeLinks(of node: UInt32, _ nodes: UnsafePointer<UInt32>, count: Int) {
        lkv_links_write(links(of: node), width, nodes, count)
    }

    func codes(of node: UInt32) -> UnsafeMutablePointer<UInt8> { codes + Int(node) * codeStride }

    /// Gives a node its codes.
    func copyCodes(_ rowCodes: UnsafePointer<UInt8>, to node: UInt32) {
        codes(of: node).update(from: rowCodes, count: codeStride)
    }

    /// For the kernels. Valid while the layer lives.
    var table: lkv_graph_layer {
        let own = lkv_codes(base: codes, stride: codeStride, chunk_rows: 1, chunk_stride: codeStride)
        return lkv_graph_layer(links: links, width: width, codes: own, terms: terms)
    }
}
