internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// The kind of the jobs that migrate collections.
    public static let migrationJobKind = MigrationParameters.kind

    /// Which images another model can't make vectors of. Looks for their files; reads none.
    public func unavailableImages(of collection: OpenCollection) async throws -> UnavailableImages {
        try await ImageBytes(collection: collection.current, limits: configuration.limits)
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
