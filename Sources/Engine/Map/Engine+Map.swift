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
            let view = collection.view
            let ids = try await catalogue.recordIDs(
                matching: AttributeFilter([:]), in: collection.recordID)
            let begin = ContinuousClock.now
            let work = MapWork(view: view, metric: collection.metric) { share in
                var meter = ProgressMeter(total: ids.count, begin: begin)
                meter.done = Int(share * Float(ids.count))
                context.report(meter.progress(at: ContinuousClock.now))
            }
            let map = try await work.run(ids)
            try collection.checkNotDeleted()
            let folder = collection.data.collection(collection.recordID)
            try await Blocking.run { try MapFile(in: folder).write(map) }
            return ["images": .int(map.recordIDs.count)]
        }
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
        let folder = data.collection(collection.recordID)
        guard let map = await Blocking.run({ MapFile(in: folder).read() }) else {
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
