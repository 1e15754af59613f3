/// The state that searches of a collection see at one moment; later writes do not change it.
public protocol VectorView: Sendable {
    /// Numbers per vector.
    var dimension: Int { get }
    /// How many vectors there are.
    var count: Int { get }
    /// What the vectors take where they are kept, in bytes.
    var bytes: Int { get }
    /// Of what this process holds of them, mapped files included, about.
    var memoryBytes: Int { get }
    /// Ids of vectors that are missing, or that searches have come across and that are damaged: they are left out of
    /// answers.
    var damagedIDs: [Int64] { get }
    /// The kind of the index, and how well it performs.
    var statistics: IndexStatistics { get }
    /// Why the index can't be used or made, in a sentence; nil where it can. Searches are exact meanwhile.
    var indexProblem: String? { get }
    /// Whether making or extending the index is worth it.
    var needsUpkeep: Bool { get }
    /// Searches by labels. Nil if the store takes ids in place of filters, and in a view of a moment when some labels were
    /// unsettled (see ``LabelStore/unsettled()``): ids are right then, since they come from the catalogue.
    var labels: (any LabelView)? { get }

    /// The nearest vectors of each query, best first.
    ///
    /// - Parameter queries: Q × `dimension` numbers, row-major. Q may be 0.
    /// - Returns: Q lists of at most `request.k` results: by score descending, then id ascending.
    /// - Throws: ``IndexError``.
    func search(_ queries: [Float], _ request: SearchRequest) async throws -> [[Neighbour]]
    /// Vectors by id; unknown and damaged ones are left out.
    func vectors(of ids: [Int64]) async throws -> [Int64: [Float]]
    /// The visible vector of an image; nil if there is none.
    func entry(of id: Int64) async throws -> VectorEntry?
    /// Whether an image's vector is missing or damaged. Reads it.
    func isDamaged(_ id: Int64) async throws -> Bool
    /// Reads every vector.
    ///
    /// - Returns: the ids of those that are missing or damaged.
    func readDamaged() async throws -> [Int64]
    /// Ids of some vectors, evenly chosen.
    func sample(_ count: Int) async throws -> [Int64]
}

extension VectorView {
    /// The vector of an image; nil where there is none, and where it is damaged.
    public func vector(of id: Int64) async throws -> [Float]? { try await vectors(of: [id])[id] }
}
