internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// Computes the map of the images that a view of a collection has.
struct MapWork: Sendable {
    private static let sampled = 2_000
    private static let readAtOnce = 1_000

    let view: any VectorView
    let metric: Metric
    /// Called often, with the share that is done, from 0 to 1.
    let report: @Sendable (Float) -> Void

    /// Tells work on another thread that it is no longer wanted.
    private final class Cancellation: Sendable {
        private let flag = Atomic<Bool>(false)

        func cancel() { flag.store(true, ordering: .relaxed) }

        func check() throws {
            if flag.load(ordering: .relaxed) { throw CancellationError() }
        }
    }

    /// - Parameter recordIDs: ascending; those without a vector are left out of the map.
    /// - Throws: ``/LookalikeVectors/IndexError``, `CancellationError`.
    func run(_ recordIDs: [Int64]) async throws -> CollectionMap {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await run(recordIDs, cancellation)
        } onCancel: {
            cancellation.cancel()
        }
    }

    private func run(_ recordIDs: [Int64], _ cancellation: Cancellation) async throws -> CollectionMap {
        guard let axes = try await axes(cancellation) else {
            return CollectionMap(madeAt: .storable, recordIDs: [], x: [], y: [])
        }
        let (images, present) = try await projections(recordIDs, on: axes, cancellation)
        let report = report
        let plane = try await Blocking.runInBackground {
            let projection = MapProjection(images: images) { share in
                try cancellation.check()
                report(0.2 + 0.8 * share)
            }
            return try projection.run()
        }
        return CollectionMap(madeAt: .storable, recordIDs: present, x: plane.x, y: plane.y)
    }

    /// Nil if there are no vectors.
    private func axes(_ cancellation: Cancellation) async throws -> PrincipalAxes? {
        let ids = try await view.sample(Self.sampled).sorted()
        let stored = try await view.vectors(of: ids)
        let sample = ids.flatMap { stored[$0].map(prepared) ?? [] }
        if sample.isEmpty { return nil }
        let dimension = view.dimension
        return try await Blocking.runInBackground {
            try PrincipalAxes(of: sample, dimension: dimension, cancellation.check)
        }
    }

    private func projections(
        _ recordIDs: [Int64], on axes: PrincipalAxes, _ cancellation: Cancellation
    ) async throws -> (images: [Projection], recordIDs: [Int64]) {
        var images: [Projection] = []
        var present: [Int64] = []
        for start in stride(from: 0, to: recordIDs.count, by: Self.readAtOnce) {
            try cancellation.check()
            let ids = recordIDs[start..<min(start + Self.readAtOnce, recordIDs.count)]
            let stored = try await view.vectors(of: Array(ids))
            let found = ids.filter { stored[$0] != nil }
            images += await Blocking.run {
                found.map { axes.project(prepared(stored[$0] ?? [])[...]) }
            }
            present += found
            report(0.2 * Float(start) / Float(recordIDs.count))
        }
        return (images, present)
    }

    /// Where only the direction of a vector counts, its length is made 1.
    private func prepared(_ vector: [Float]) -> [Float] {
        guard metric == .cosine else { return vector }
        let length = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }
}
