/// Where the vectors of one collection are kept and searched: files of this machine here, a database later; one suite of
/// tests runs against every driver.
///
/// A vector goes in by three steps, so that a crash between any two of them loses nothing: `append` makes it durable and
/// gives its reference, the caller commits the reference in the catalogue, `publish` lets searches see it. What nothing
/// refers to any more is removed by `compact`. No call blocks one of Swift's cooperative threads. Those that write come
/// one at a time.
///
/// ```swift
/// let entries = try await store.append(ids: [1, 2], vectors: vectors)
/// // … commit the entries …
/// try await store.publish(adding: entries, removing: [])
/// let nearest = try await store.view.search(query, SearchRequest(k: 10))
/// ```
public protocol VectorStore: Sendable {
    /// Tells this collection's vectors from any others in their place, for as long as the collection lives.
    var identity: String { get }
    /// How many numbers a vector has.
    var dimension: Int { get }
    /// Where the vectors are, for people.
    var location: String { get }
    /// What searches see now.
    var view: any VectorView { get }
    /// Where the store keeps the labels of images; nil if it takes ids in place of filters. Does not change.
    var labels: (any LabelStore)? { get }

    // MARK: Writing

    /// Stores vectors. They are durable when this returns, and not seen before they are published.
    ///
    /// - Parameter vectors: `ids.count` × `dimension` finite numbers, row-major.
    /// - Returns: an entry for each id, in their order.
    func append(ids: [Int64], vectors: [Float]) async throws -> [VectorEntry]
    /// Lets searches see these vectors and no others. Those that the store does not have are among
    /// ``VectorView/damagedIDs``.
    func publish(_ live: [VectorEntry]) async throws
    /// Lets searches see vectors in place of those that their ids had, and others no longer.
    func publish(adding added: [VectorEntry], removing removed: [Int64]) async throws
    /// Takes vectors of another length from now on. Only while there are none.
    func reset(dimension: Int) async throws

    // MARK: Reading, published or not

    /// Stored vectors by id; damaged and missing ones are left out.
    func vectors(of entries: [VectorEntry]) async throws -> [Int64: [Float]]
    /// Reads every published vector and what is kept for searching it.
    func verify() async throws -> VectorVerification

    // MARK: Upkeep

    /// Whether vectors that nothing refers to take so much room that removing them is worth it.
    var isWorthCompacting: Bool { get }
    /// Removes vectors that nothing refers to; searches go on meanwhile.
    ///
    /// - Parameter live: all that are referred to; they are published.
    /// - Returns: whether some were put aside instead, since a newer catalogue knows them.
    func compact(keeping live: [VectorEntry]) async throws -> Bool
    /// Notes which vectors a newer catalogue than the present one knows, so that no compaction drops them for good. Call
    /// once after opening for writing.
    ///
    /// - Parameter given: the present catalogue never gave out ids from here on.
    /// - Returns: the highest such id; nil if there is none.
    func noteNewerVectors(from given: Int64) async throws -> Int64?
    /// Another index in place of the one that there is; `upkeep` makes it.
    func setIndex(_ settings: IndexSettings) async
    /// Makes or extends the index of what is published, and lets searches use it. Searches go on meanwhile: they are
    /// exact, or scan what the index lacks. Takes minutes for a million vectors; does nothing where nothing is needed.
    ///
    /// - Parameters:
    ///   - work: whether somebody waits for it.
    ///   - isCancelled: asked several times a second.
    func upkeep(_ work: UpkeepWork, isCancelled: @escaping @Sendable () -> Bool) async throws
    /// Lets searches use what has been made of the index.
    func republish() async
    /// Removes what a crash left. Call once after opening for writing.
    ///
    /// - Returns: the names of files that nothing is known of: they were left, or put aside.
    func tidy() async throws -> [String]
}

/// How an index is made.
public enum UpkeepWork: Sendable {
    /// On half of the cores, after other work of this kind.
    case inBackground
    /// On all cores.
    case now
}

/// What ``VectorStore/verify()`` found.
public struct VectorVerification: Sendable, Equatable {
    /// Ids of published vectors that are missing or not as they were written.
    public var damaged: [Int64]
    /// How many published vectors have no sound byte codes: searches read the vectors themselves.
    public var codesMissing: Int

    /// - Parameter codesMissing: how many vectors, not which.
    public init(damaged: [Int64], codesMissing: Int) {
        self.damaged = damaged
        self.codesMissing = codesMissing
    }
}
