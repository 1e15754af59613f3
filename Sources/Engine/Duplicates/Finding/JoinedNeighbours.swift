internal import Foundation
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// The nearest vectors of all contents of a large collection, found together: that is quicker than one search for each.
struct JoinedNeighbours: Sendable {
    /// From so many contents on that are to be compared, joining is worth it.
    static let worthwhile = 20_000
    private static let vectorsAtOnce = 4_096

    private let rows: [Int64: Int32]
    private let ids: [Int64]
    private let table: NeighbourTable

    /// - Parameters:
    ///   - ids: of the vectors to join.
    ///   - threads: how many cores to use.
    /// - Throws: `CancellationError`.
    static func make(
        _ ids: [Int64], in view: any VectorView, threads: Int
    ) async throws -> JoinedNeighbours {
        var vectors = CodedVectors(dimension: view.dimension, capacity: ids.count)
        var present: [Int64] = []
        for start in stride(from: 0, to: ids.count, by: vectorsAtOnce) {
            try Task.checkCancellation()
            let part = Array(ids[start..<min(ids.count, start + vectorsAtOnce)])
            let stored = try await view.vectors(of: part)
            for id in part {
                guard let vector = stored[id] else { continue }
                vectors.append(vector)
                present.append(id)
            }
        }
        let (join, isCancelled) = (NeighbourJoin(vectors), CancellationFlag())
        let table = try await withTaskCancellationHandler {
            try await Blocking.runInBackground {
                join.run(
                    count: DuplicateSearchOptions.neighbours, leastCosine: DuplicateSearchOptions.leastCosine,
                    threads: threads, isCancelled: isCancelled.isSet)
            }
        } onCancel: {
            isCancelled.set()
        }
        guard let table else { throw CancellationError() }
        let rows = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, Int32($0)) })
        return JoinedNeighbours(rows: rows, ids: present, table: table)
    }

    /// The nearest vectors of an image, the nearest first, with cosines to about 0.01; nil if it was not among those that
    /// were joined.
    func neighbours(of id: Int64) -> [Neighbour]? {
        rows[id].map { row in
            table.neighbours(Int(row)).map { Neighbour(id: ids[$0.number], score: $0.cosine) }
        }
    }
}

/// Tells work on another thread that nobody waits for it any more.
private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    func set() { flag.store(true, ordering: .relaxed) }
    func isSet() -> Bool { flag.load(ordering: .relaxed) }
}
