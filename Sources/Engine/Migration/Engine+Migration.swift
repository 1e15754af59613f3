internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// The parameters of a job that migrates a collection or rolls it back.
struct MigrationParameters: Sendable, Codable {
    static let kind = "migration"

    var isWayBack: Bool
    var options: MigrationOptions
}

extension Engine {
    /// The kind of the jobs that migrate collections.
    public static let migrationJobKind = MigrationParameters.kind

    /// Which images another model can't make vectors of. Looks for their files; reads none.
    public func unavailableImages(of collection: OpenCollection) async throws -> UnavailableImages {
        try await ImageBytes(collection: collection.current, limit: configuration.limits.maximumBytes)
            .survey()
    }

    /// Gives a collection vectors of another model, or of another network that is now installed under the same name.
    /// Searches use the old vectors till all new ones are there; then the new ones take their place at once. Writes go on
    /// all the time. Stopped at any moment and called again, it goes on where it was.
    ///
    /// - Parameters:
    ///   - model: the name of an installed model.
    ///   - progress: called often, from any thread.
    /// - Throws: ``MigrationError``, as ``EngineError/migration(_:)``;
    ///   ``/LookalikeEmbedding/EmbeddingError/unknownModel(name:known:)``, `CancellationError`.
    public func migrate(
        _ collection: OpenCollection, to model: String, options: MigrationOptions = MigrationOptions(),
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> MigrationReport {
        let collection = collection.current
        return try await migrating(collection) {
            let migration = try await prepareMigration(of: collection, to: model, options)
            return try await run(migration, of: collection, false, options, progress) { _ in }
        }
    }

    /// Starts ``migrate(_:to:options:progress:)`` as a job and returns. It goes on after a restart.
    ///
    /// - Throws: as that one, what is known before the first image is embedded.
    public func startMigration(
        of collection: OpenCollection, to model: String, options: MigrationOptions = MigrationOptions()
    ) async throws -> Job {
        let collection = collection.current
        return try await startMigrating(collection, isWayBack: false, options, as: nil) {
            try await self.prepareMigration(of: collection, to: model, options)
        }
    }

    /// Gives a collection the vectors back that it had before its last migration, and removes the new ones. Images that
    /// were stored since are embedded with the old model.
    ///
    /// - Parameter dropsMissing: see ``MigrationOptions/dropsMissing``.
    /// - Throws: ``MigrationError``, as ``EngineError/migration(_:)``; `CancellationError`.
    public func rollBackMigration(
        of collection: OpenCollection, dropsMissing: Bool = false,
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> MigrationReport {
        let collection = collection.current
        var options = MigrationOptions()
        options.dropsMissing = dropsMissing
        return try await migrating(collection) {
            let migration = try await keptMigration(of: collection)
            return try await run(migration, of: collection, true, options, progress) { _ in }
        }
    }

    /// Starts ``rollBackMigration(of:dropsMissing:progress:)`` as a job and returns.
    public func startRollback(of collection: OpenCollection, dropsMissing: Bool = false) async throws -> Job {
        let collection = collection.current
        var options = MigrationOptions()
        options.dropsMissing = dropsMissing
        return try await startMigrating(collection, isWayBack: true, options, as: nil) {
            try await self.keptMigration(of: collection)
        }
    }

    /// Removes the vectors from before a collection's last migration: it can't be rolled back any more.
    ///
    /// - Throws: ``MigrationError/none(collection:)``, ``MigrationError/filling(collection:)``,
    ///   ``MigrationError/running(collection:)``.
    public func finishMigration(of collection: OpenCollection) async throws {
        let collection = collection.current
        try await migrating(collection) {
            try await removeSecondStore(try await keptMigration(of: collection), of: collection.record)
        }
    }

    /// Ends a migration before its switch, and removes the vectors that it has made.
    ///
    /// - Throws: ``MigrationError/none(collection:)``, ``MigrationError/kept(collection:)``;
    ///   ``MigrationError/running(collection:)`` if no job does it, so that only its caller can stop it.
    public func cancelMigration(of collection: OpenCollection) async throws {
        let collection = collection.current
        if let job = migrations.job(collection.recordID) {
            _ = try await jobs.cancel(job)
            _ = try await jobs.finished(job)
        }
        let now = collection.current
        try await migrating(now) {
            guard let migration = try await catalogue.migration(of: now.recordID) else {
                throw EngineError.migration(.none(collection: now.name))
            }
            if migration.phase == .switched { throw EngineError.migration(.kept(collection: now.name)) }
            try await removeSecondStore(migration, of: now.record)
        }
    }

    /// How far a collection's migration is; nil if it has none.
    public func migrationStatus(of collection: OpenCollection) async throws -> MigrationStatus? {
        let recordID = collection.recordID
        guard let migration = try await catalogue.migration(of: recordID) else { return nil }
        return MigrationStatus(
            phase: migration.phase, current: collection.current.record.store, second: migration.second,
            done: try await catalogue.migratedCount(in: recordID),
            total: try await catalogue.counts(in: recordID).ready,
            isRunning: migrations.isRunning(recordID), job: migrations.job(recordID),
            quality: migration.content.quality, createdAt: migration.createdAt)
    }
}

extension Engine {
    private func migrating<Result>(
        _ collection: OpenCollection, _ body: () async throws -> Result
    ) async throws -> Result {
        try checkWritable()
        try migrations.begin(collection)
        defer { migrations.end(collection.recordID) }
        return try await body()
    }

    private func run(
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
    private func startMigrating(
        _ collection: OpenCollection, isWayBack: Bool, _ options: MigrationOptions, as known: JobRecord?,
        _ prepare: () async throws -> MigrationRecord
    ) async throws -> Job {
        try checkWritable()
        try migrations.begin(collection)
        do {
            let migration = try await prepare()
            let parameters = MigrationParameters(isWayBack: isWayBack, options: options)
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
        return try await startMigrating(
            collection, isWayBack: parameters.isWayBack, parameters.options, as: record
        ) {
            guard let migration = try await self.catalogue.migration(of: collection.recordID) else {
                throw EngineError.migration(.none(collection: collection.name))
            }
            // The stores had changed places when the program ended: there is nothing left to do.
            let isDone = parameters.isWayBack ? migration.phase == .removing : migration.phase != .filling
            if isDone { throw EngineError.migration(.kept(collection: collection.name)) }
            // Told at once if the model has gone.
            if !parameters.isWayBack {
                _ = try await self.embedder.model(of: migration.second, for: collection.name)
            }
            return migration
        }
    }

    /// The migration to begin or to go on with, in the catalogue.
    private func prepareMigration(
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
    private func keptMigration(of collection: OpenCollection) async throws -> MigrationRecord {
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

    private func removeSecondStore(_ migration: MigrationRecord, of record: CollectionRecord) async throws {
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
