internal import LookalikeWorkThreads

/// Vectors in files of this machine: ``LocalVectors``, off Swift's cooperative threads.
public final class LocalVectorStore: VectorStore {
    private let local: LocalVectors
    /// The store's, from `vectors.json`: compactions do not change it.
    public let identity: String

    /// - Parameter local: open; nothing else may write to it from now on.
    public init(_ local: LocalVectors) {
        self.local = local
        identity = local.identity
    }

    /// As ``LocalVectors/open(in:identity:metric:settings:access:live:)``.
    public static func open(
        in folder: String, identity: String, metric: Metric, settings: IndexSettings,
        access: VectorFile.Access, live: () async throws -> [VectorEntry]
    ) async throws -> LocalVectorStore {
        LocalVectorStore(
            try await LocalVectors.open(
                in: folder, identity: identity, metric: metric, settings: settings, access: access,
                live: live))
    }

    /// The note is a file beside the vectors. Throws ``VectorFileError``.
    public func noteNewerVectors(from given: Int64) async throws -> Int64? {
        try await Blocking.run { [local] in try local.noteNewerVectors(from: given) }
    }

    /// Numbers per vector.
    public var dimension: Int { local.dimension }
    /// The path of the vector file in use; a compaction changes it.
    public var location: String { local.path }
    /// A ``LocalVectorView``.
    public var view: any VectorView { local.view }
    /// None: it takes ids.
    public var labels: (any LabelStore)? { nil }
    /// Whether more than 1,000 rows are unused, and more than are in use.
    public var isWorthCompacting: Bool { local.isWorthCompacting }

    /// Writes them to the vector file and syncs it to the disk. Throws ``VectorFileError``.
    public func append(ids: [Int64], vectors: [Float]) async throws -> [VectorEntry] {
        try await Blocking.run { [local] in try local.append(ids: ids, vectors: vectors) }
    }

    /// Throws ``VectorFileError`` if an id occurs twice; searches then see what they saw before.
    public func publish(_ live: [VectorEntry]) async throws {
        try await Blocking.run { [local] in try local.publish(live) }
    }

    /// Does nothing if both are empty. Throws ``VectorFileError``.
    public func publish(adding added: [VectorEntry], removing removed: [Int64]) async throws {
        try await Blocking.run { [local] in try local.publish(adding: added, removing: removed) }
    }

    /// Throws ``VectorFileError/exists(path:)`` if there are published vectors.
    public func reset(dimension: Int) async throws {
        try await Blocking.run { [local] in try local.reset(dimension: dimension) }
    }

    /// Reads the rows of the entries from the vector file and leaves out damaged and missing ones.
    public func vectors(of entries: [VectorEntry]) async throws -> [Int64: [Float]] {
        try await Blocking.run { [local] in
            var found: [Int64: [Float]] = [:]
            try local.forEach(entries) { found[$0] = $1 }
            return found
        }
    }

    /// Compares every row and its byte codes with their checksums.
    public func verify() async throws -> VectorVerification {
        try await Blocking.run { [local] in
            let (damaged, codesMissing) = try local.verify()
            return VectorVerification(damaged: damaged, codesMissing: codesMissing)
        }
    }

    /// Writes a new vector file and removes the old one, or puts it aside. Throws ``VectorFileError``.
    public func compact(keeping live: [VectorEntry]) async throws -> Bool {
        try await Blocking.run { [local] in try local.compact(keeping: live) }
    }

    /// Searches are exact until ``upkeep(_:isCancelled:)`` has built the index.
    public func setIndex(_ settings: IndexSettings) async {
        await Blocking.run { [local] in local.renewIndex(settings) }
    }

    /// Writes the index to files beside the vectors. Throws ``VectorFileError`` if they can't be written.
    public func upkeep(
        _ work: UpkeepWork, isCancelled: @escaping @Sendable () -> Bool
    ) async throws {
        switch work {
        case .inBackground:
            try await Blocking.runInBackground { [local] in
                try local.upkeep(threads: LocalVectors.backgroundThreads, isCancelled: isCancelled)
            }
        case .now:
            try await Blocking.run { [local] in try local.upkeep(threads: nil, isCancelled: isCancelled) }
        }
    }

    /// Publishes the same vectors with what is built of the index; changes no file.
    public func republish() async {
        await Blocking.run { [local] in local.republish() }
    }

    /// Removes vector files that are old or unfinished, and puts unknown ones aside. Throws ``VectorFileError``.
    public func tidy() async throws -> [String] {
        try await Blocking.run { [local] in try local.tidy() }
    }
}

extension LocalVectorView: VectorView {
    /// Numbers per vector.
    public var dimension: Int { snapshot.dimension }
    /// The text of ``problem``.
    public var indexProblem: String? { problem.map { "\($0)" } }
    /// None: it takes ids.
    public var labels: (any LabelView)? { nil }

    /// Runs on a thread that may block. Throws ``IndexError``.
    public func search(_ queries: [Float], _ request: SearchRequest) async throws -> [[Neighbour]] {
        try await Blocking.run { [index] in try index.search(queries, request) }
    }

    /// Unchanged, as they were appended; unknown and damaged ones are left out.
    public func vectors(of ids: [Int64]) async throws -> [Int64: [Float]] {
        await Blocking.run { [index] in
            var found: [Int64: [Float]] = [:]
            for id in ids { found[id] = index.vector(of: id) }
            return found
        }
    }

    /// As ``storedEntry(of:)``.
    public func entry(of id: Int64) async throws -> VectorEntry? { storedEntry(of: id) }

    /// Compares the vector's row with its checksum.
    public func isDamaged(_ id: Int64) async throws -> Bool {
        await Blocking.run { self.holdsDamaged(id) }
    }

    /// Compares every row with its checksum.
    public func readDamaged() async throws -> [Int64] {
        await Blocking.run { self.readAll() }
    }

    /// Evenly spaced in the order of the rows; all ids if there are fewer than `count`.
    public func sample(_ count: Int) async throws -> [Int64] {
        let count = min(count, snapshot.ids.count)
        return (0..<count).map { snapshot.ids[$0 * snapshot.ids.count / count] }
    }
}
