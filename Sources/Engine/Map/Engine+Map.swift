internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeWorkThreads

extension Engine {
    /// The kind of the jobs that compute maps.
    public static let mapJobKind = "map"

    /// Starts to compute a collection's map as a job, or answers the one that does so already. The map there is stays until
    /// the new one is whole. After a restart the job begins anew.
    ///
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func startMap(of collection: OpenCollection) async throws -> Job {
        try checkWritable()
        let collection = collection.current
        if let job = try await mapJob(of: collection) { return job }
        return try await startMap(of: collection, as: nil)
    }

    /// - Parameter known: a job from before a restart.
    func startMap(of collection: OpenCollection, as known: JobRecord?) async throws -> Job {
        let catalogue = catalogue
        return try await jobs.start(
            kind: Self.mapJobKind, collection: collection.name, parameters: [:], total: collection.count,
            as: known
        ) { context in
            while true {
                let now = collection.current
                let map = try await Self.map(of: now, catalogue, context)
                try now.checkNotDeleted()
                // A migration may have exchanged the vectors meanwhile.
                if now.current !== now { continue }
                let file = MapFile(of: now.record, in: now.data)
                try await Blocking.run { try file.write(map) }
                return ["images": .int(map.recordIDs.count)]
            }
        }
    }

    private static func map(
        of collection: OpenCollection, _ catalogue: any Catalogue, _ context: JobContext
    ) async throws -> CollectionMap {
        let view = collection.view
        let ids = try await catalogue.recordIDs(matching: AttributeFilter([:]), in: collection.recordID)
        let begin = ContinuousClock.now
        let work = MapWork(view: view, metric: collection.metric) { share in
            var meter = ProgressMeter(total: ids.count, begin: begin)
            meter.done = Int(share * Float(ids.count))
            context.report(meter.progress(at: ContinuousClock.now))
        }
        return try await work.run(ids)
    }

    /// The job that computes the collection's map now; nil if none does.
    private func mapJob(of collection: OpenCollection) async throws -> Job? {
        try await jobs.jobs().first {
            $0.kind == Self.mapJobKind && $0.collection == collection.name && !$0.state.isFinal
        }
    }

    /// The map of a collection, without images that are gone.
    ///
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func map(of collection: OpenCollection) async throws -> MapState {
        let job = try await mapJob(of: collection)
        let file = MapFile(of: collection.current.record, in: data)
        guard let map = await Blocking.run({ file.read() }) else {
            return MapState(madeAt: nil, points: [], missing: collection.count, job: job)
        }
        let catalogue = catalogue
        let points = try await Blocking.scope {
            var places: [Int64: Int] = [:]
            for (place, id) in map.recordIDs.enumerated() { places[id] = place }
            return try await catalogue.images(recordIDs: map.recordIDs).compactMap { image -> MapPoint? in
                guard image.collection == collection.recordID, let place = places[image.recordID] else {
                    return nil
                }
                return MapPoint(id: image.id, category: image.category, x: map.x[place], y: map.y[place])
            }
        }
        return MapState(
            madeAt: map.madeAt, points: points, missing: max(0, collection.count - points.count), job: job)
    }
}
