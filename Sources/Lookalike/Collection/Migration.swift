internal import LookalikeEngine

/// How a collection gets another model.
public struct ModelChange: Sendable, Equatable {
    /// Goes on although some images can't be embedded again, as their files are gone or they came as vectors: searches leave them
    /// out from then on.
    public var leavesOutMissing = false
    /// Keeps the old vectors, until ``ImageCollection/finishMigration()``: the way back is quick then.
    public var keepsOld = true

    /// Loses no image, and can be taken back.
    public init() {}
}

/// What became of a collection's change to another model.
public struct ModelChangeSummary: Sendable, Equatable {
    /// The model of the vectors now; nil for vectors that were brought along.
    public let model: String?
    /// The model before.
    public let previous: String?
    /// Images that can be found.
    public let images: Int
    /// Images without a vector of the new model.
    public let leftOut: Int
    /// How many of the ten nearest images are the same as before: 0 to 1, a mean over some images. Nil where it was not
    /// measured.
    public let overlap: Double?

    init(_ report: MigrationReport) {
        self.init(
            model: report.model, previous: report.previous, images: report.images, leftOut: report.leftOut,
            overlap: report.quality?.overlap)
    }

    private init(model: String?, previous: String?, images: Int, leftOut: Int, overlap: Double?) {
        (self.model, self.previous, self.images) = (model, previous, images)
        (self.leftOut, self.overlap) = (leftOut, overlap)
    }
}

extension ImageCollection {
    /// Gives the collection vectors of another model. Images are embedded again from their files; ids and attributes stay.
    /// Searches use the old vectors until all new ones are there, and writes go on all the time. Stopped at any moment (by cancelling
    /// the task, say) and called again, it goes on where it was.
    ///
    /// - Parameters:
    ///   - model: one of ``Store/models()``.
    ///   - progress: called often, from any thread; counts images.
    /// - Throws: ``LookalikeError/modelUnusable(_:)`` where it is not installed; ``LookalikeError/invalidArgument(_:)`` where the
    ///   collection has it already, where old vectors are kept from the last time, or where images can't be embedded again;
    ///   ``LookalikeError/busy(_:)``, ``LookalikeError/storageFull``, `CancellationError`.
    @discardableResult
    public func migrate(
        to model: String, options: ModelChange = ModelChange(),
        progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws -> ModelChangeSummary {
        var chosen = MigrationOptions()
        (chosen.dropsMissing, chosen.keepsOld) = (options.leavesOutMissing, options.keepsOld)
        let asked = chosen
        return try await use { engine, collection in
            let report = try await engine.migrate(collection, to: model, options: asked) {
                progress(SyncProgress($0))
            }
            return ModelChangeSummary(report)
        }
    }

    /// Takes back the vectors from before ``migrate(to:options:progress:)``. Images that came since are embedded with the old
    /// model, which has to be installed for that.
    ///
    /// - Throws: ``LookalikeError/invalidArgument(_:)`` where no old vectors are kept.
    @discardableResult
    public func rollBackMigration() async throws -> ModelChangeSummary {
        try await use { engine, collection in
            ModelChangeSummary(try await engine.rollBackMigration(of: collection))
        }
    }

    /// Removes the vectors that ``migrate(to:options:progress:)`` has kept.
    ///
    /// - Throws: ``LookalikeError/invalidArgument(_:)`` where none are kept.
    public func finishMigration() async throws {
        try await use { engine, collection in try await engine.finishMigration(of: collection) }
    }
}
