internal import LookalikeWorkThreads

/// Vectors in files of this machine: ``LocalVectors``, off Swift's cooperative threads.
public final class LocalVectorStore: VectorStore {
    private let local: LocalVectors
    public let identity: String

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

    public func noteNewerVectors(from given: Int64) async throws -> Int64? {
        try await Blocking.run { [local] in try local.noteNewerVectors(from: given) }
    }

    public var dimension: Int { local.dimension }
    public var location: String { local.path }
    public var view: any VectorView { local.view }
    public var isWorthCompacting: Bool { local.isWorthCompacting }

    public func append(ids: [Int64], vectors: [Float]) async throws -> [VectorEntry] {
        try await Blocking.run { [local] in try local.append(ids: ids, vectors: vectors) }
    }

    public func publish(_ live: [VectorEntry]) async throws {
        try await Blocking.run { [local] in try local.publish(live) }
    }

    public func publish(adding added: [VectorEntry], removing removed: [Int64]) async throws {
        try await Blocking.run { [local] in try local.publish(adding: added, removing: removed) }
    }

    public func reset(dimension: Int) async throws {
        try await Blocking.run { [local] in try local.reset(dimension: dimension) }
    }

    public func vectors(of entries: [VectorEntry]) async throws -> [Int64: [Float]] {
        try await Blocking.run { [local] in
            var found: [Int64: [Float]] = [:]
            try local.forEach(entries) { found[$0] = $1 }
            return found
        }
    }

    public func verify() async throws -> VectorVerification {
        try await Blocking.run { [local] in
            let (damaged, codesMissing) = try local.verify()
            return VectorVerification(damaged: damaged, codesMissing: codesMissing)
        }
    }

    public func compact(keeping live: [VectorEntry]) async throws -> Bool {
        try await Blocking.run { [local] in try local.compact(keeping: live) }
    }

    public func setIndex(_ settings: IndexSettings) async {
        await Blocking.run { [local] in local.renewIndex(settings) }
    }

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

    public func republish() async {
        await Blocking.run { [local] in local.republish() }
    }

    public func tidy() async throws -> [String] {
        try await Blocking.run { [local] in try local.tidy() }
    }
}

extension LocalVectorView: VectorView {
    public var dimension: Int { snapshot.dimension }
    public var indexProblem: String? { problem.map { "\($0)" } }

    public func search(_ queries: [Float], _ request: SearchRequest) async throws -> [[Neighbour]] {
        try await Blocking.run { [index] in try index.search(queries, request) }
    }

    public func vectors(of ids: [Int64]) async throws -> [Int64: [Float]] {
        await Blocking.run { [index] in
            var found: [Int64: [Float]] = [:]
            for id in ids { found[id] = index.vector(of: id) }
            return found
        }
    }

    public func entry(of id: Int64) async throws -> VectorEntry? { storedEntry(of: id) }

    public func isDamaged(_ id: Int64) async throws -> Bool {
        await Blocking.run { self.holdsDamaged(id) }
    }

    public func readDamaged() async throws -> [Int64] {
        await Blocking.run { self.readAll() }
    }

    public func sample(_ count: Int) async throws -> [Int64] {
        let count = min(count, snapshot.ids.count)
        return (0..<count).map { snapshot.ids[$0 * snapshot.ids.count / count] }
    }
}
