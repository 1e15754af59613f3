internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// The parameters of a job that migrates a collection or rolls it back.
struct MigrationParameters: Sendable, Codable {
    static let kind = "migration"

    var isWayBack: Bool
    /// The model that the collection is to have.
    var model: String?
    var options: MigrationOptions
}

/// What migrations, ways back and their jobs are made of.
extension Engine {
    func migrating<Result>(
        _ collection: OpenCollection, _ body: () async throws -> Result
    ) async throws -> Result {
        try checkWritable()
        try migrations.begin(collection)
        defer { migrations.end(collection.recordID) }
        return try await body()
    }

    func run(
        _ migration: MigrationRecord, of collection: OpenCollection, _ isWayBack: Bool,
        _ options: MigrationOptions, _ progress: @escaping @Sendable (Job.Progress) -> Void,
        _ checkpoint: @escaping @Sendable (Int) async -> Void
    ) async throws -> MigrationReport {
        let report = try await MigrationRun(
            engine: self, collection: collection, migration: migration, isWayBack: isWayBack,
            options: options, progress: progress, checkpoint: checkpoint
        ).run()
        if !report.keptOld { try await finishRemoval(of: collection.current.record) }
        return report
    }

    /// - Parameters:
    ///   - known: a job from before a restart, to be continued.
    ///   - prepare: gives the migration, with all that can be known to be wrong.
    func startMigrating(
        _ collection: OpenCollection, isWayBack: Bool, _ options: MigrationOptions, as known: JobRecord?,
        _ prepare: () async throws -> MigrationRecord
    ) async throws -> Job {
        try checkWritable()
        try migrations.begin(collection)
        do {
            let migration = try await prepare()
            let parameters = MigrationParameters(
                isWayBack: isWayBack, model: migration.second.model, options: options)
            let job = try await jobs.start(
                kind: MigrationParameters.kind, collection: collection.name,
                parameters: try parameters.members,
                total: try await catalogue.counts(in: collection.recordID).ready, as: known
            ) { [self] context in
                defer { migrations.end(collection.recordID) }
                return try await run(migration, of: collection, isWayBack, options, context.report) { done in
                    // If it can't be stored, a restart begins where the vectors end, all the same.
                    try? await context.checkpoint(done: done)
                }.members
            }
            migrations.note(job: job.id, collection.recordID)
            return job
        } catch {
            migrations.end(collection.recordID)
            throw error
        }
    }

    /// - Parameter record: a job from before a restart.
    func resumeMigration(_ record: JobRecord) async throws -> Job {
        let parameters = try MigrationParameters(members: record.parameters)
        let collection = try await collection(named: record.collection)
        let known = try await catalogue.migration(of: collection.recordID)
        // The stores had changed places when the program ended: there is nothing left to do.
        let before: MigrationRecord.Phase = parameters.isWayBack ? .switched : .filling
        if collection.record.model == parameters.model, known?.phase != before {
            let report = MigrationReport(
                collection: collection.name, model: collection.record.model, previous: known?.second.model,
                images: collection.count, leftOut: known?.content.leftOut ?? 0,
                quality: known?.content.quality, keptOld: known?.phase == .switched)
            return try await jobs.start(
                kind: MigrationParameters.kind, collection: collection.name, parameters: record.parameters,
                as: record
            ) { _ in try report.members }
        }
        return try await startMigrating(
            collection, isWayBack: parameters.isWayBack, parameters.options, as: record
        ) {
            guard let migration = known else {
                throw EngineError.migration(.none(collection: collection.name))
            }
            // Told at once if the model has gone.
            if !parameters.isWayBack {
                _ = try await self.embedder.model(of: migration.second, for: collection.name)
            }
            return migration
        }
    }

    /// The migration to begin or to go on with, in the catalogue.
    func prepareMigration(
        of collection: OpenCollection, to model: String, _ options: MigrationOptions
    ) async throws -> MigrationRecord {
        let (record, name) = (collection.record, collection.name)
        try await finishRemoval(of: record)
        let known = try await catalogue.migration(of: record.recordID)
        if known?.phase == .switched { throw EngineError.migration(.kept(collection: name)) }
        if let known, known.second.model != model {
            throw EngineError.migration(.unfinished(collection: name, model: known.second.model ?? "none"))
        }
        var migration: MigrationRecord
        if let known {
            _ = try await embedder.model(of: known.second, for: name)
            migration = known
        } else {
            migration = try await newMigration(of: record, to: model, options)
        }
        if !options.dropsMissing {
            let unavailable = try await unavailableImages(of: collection)
            if unavailable.count > 0 { throw EngineError.migration(.imagesUnavailable(unavailable)) }
        }
        var content = migration.content
        content.options = options
        try migration.set(content)
        try await catalogue.put(migration)
        return migration
    }

    private func newMigration(
        of record: CollectionRecord, to model: String, _ options: MigrationOptions
    ) async throws -> MigrationRecord {
        let loaded = try await embedder.model(named: model)
        let metric = options.metric?.rawValue ?? record.metric
        if record.modelIdentity == loaded.identityText, record.model == model, metric == record.metric {
            throw EngineError.migration(.sameModel(collection: record.name, model: model))
        }
        let folders = try await Blocking.run { [data] in try data.names(in: data.collection(record.recordID))
        }
        let numbers = folders.compactMap { name in
            name.hasPrefix(DataDirectory.storePrefix)
                ? Int(name.dropFirst(DataDirectory.storePrefix.count)) : nil
        }
        let second = StoreDescription(
            number: max(record.storeNumber, numbers.max() ?? 0) + 1, model: model,
            modelIdentity: loaded.identityText, dimension: loaded.manifest.dimension, metric: metric,
            indexKind: options.indexKind?.rawValue ?? record.indexKind,
            indexParameters: options.indexKind == nil ? record.indexParameters : [:])
        return MigrationRecord(collection: record.recordID, second: second, createdAt: .storable)
    }

    /// The migration whose old vectors are kept.
    func keptMigration(of collection: OpenCollection) async throws -> MigrationRecord {
        guard let migration = try await catalogue.migration(of: collection.recordID) else {
            throw EngineError.migration(.none(collection: collection.name))
        }
        switch migration.phase {
        case .switched: return migration
        case .filling: throw EngineError.migration(.filling(collection: collection.name))
        case .removing: throw EngineError.migration(.none(collection: collection.name))
        }
    }

    // MARK: Removing

    func removeSecondStore(_ migration: MigrationRecord, of record: CollectionRecord) async throws {
        var migration = migration
        migration.phase = .removing
        // Durable before anything is removed, so that a crash leaves no half of a store that counts.
        try await catalogue.put(migration)
        try await finishRemoval(of: record)
    }

    /// Finishes the removal of a second store, if one has begun.
    private func finishRemoval(of record: CollectionRecord) async throws {
        guard let migration = try await catalogue.migration(of: record.recordID),
            migration.phase == .removing
        else { return }
        var removed = record
        removed.store = migration.second
        let map = MapFile(of: removed, in: data)
        await Blocking.run { map.remove() }
        do {
            try await storage.removeVectors(of: removed)
        } catch let error as any VectorStoreError {
            throw EngineError.storageDamaged("\(error)")
        }
        try await catalogue.endMigration(of: record.recordID)
    }

    /// Finishes removals that a crash interrupted.
    func finishRemovals() async throws {
        let records = try await catalogue.collections()
        for record in records {
            do { try await finishRemoval(of: record) } catch {
                problems.set(.unknownFiles, record.name, "\(error)")
            }
        }
    }
}
