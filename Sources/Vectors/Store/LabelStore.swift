/// Keeps the labels of images beside their vectors: the part of a ``VectorStore`` that applies filters itself.
///
/// A vector gets labels when it is appended. A change of labels alone goes in by three steps, so that a crash between
/// any two of them is noticed: `noteRelabelling` makes a durable note, the caller commits the change in the catalogue,
/// `relabel` changes the copy here. What is noted and not relabelled is ``unsettled()``: the caller gives it the
/// labels that the catalogue has.
///
/// ```swift
/// try await labels.noteRelabelling([entry])
/// // … commit the change of the image …
/// try await labels.relabel([entry: ImageLabels(attributes: ["kind": "shoe"])])
/// ```
public protocol LabelStore: Sendable {
    /// As ``VectorStore/append(ids:vectors:)``. The labels are durable and visible together with the vectors.
    ///
    /// - Parameter labels: of each id, in their order.
    func append(ids: [Int64], vectors: [Float], labels: [ImageLabels]) async throws -> [VectorEntry]
    /// Notes that the labels of stored vectors are about to change; durable when this returns. Searches still see the
    /// labels from before.
    func noteRelabelling(_ entries: [VectorEntry]) async throws
    /// Gives vectors other labels, published or not, and ends the notes about them. Durable when this returns, and seen
    /// by the searches of later views. Vectors that the store does not have are passed over.
    func relabel(_ labels: [VectorEntry: ImageLabels]) async throws
    /// The noted vectors, those that a crash or an error has left among them, and the published ones that have no
    /// labels.
    func unsettled() async throws -> [VectorEntry]
}

/// Searches of one state of a ``VectorStore`` by labels; later writes do not change it.
public protocol LabelView: Sendable {
    /// As ``VectorView/search(_:_:)``, among the images that satisfy the filter: the k nearest of them, not those of
    /// the k nearest that satisfy it.
    func search(
        _ queries: [Float], _ request: SearchRequest, where filter: LabelFilter
    ) async throws -> [[Neighbour]]
    /// How many visible vectors have images that satisfy the filter.
    ///
    /// - Parameter excluded: ids that do not count.
    func count(where filter: LabelFilter, excluding excluded: IDSet) async throws -> Int
}
