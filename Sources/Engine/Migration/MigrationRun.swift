internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// Fills the second store of a collection and lets it change places with the first. A migration and its way back are the
/// same: for the way back most vectors are there.
struct MigrationRun: Sendable {
    let engine: Engine
    let collection: OpenCollection
    let migration: MigrationRecord
    /// Back to the vectors from before.
    let isWayBack: Bool
    let options: MigrationOptions
    let progress: @Sendable (Job.Progress) -> Void
    /// Called at most once a second, with the number of images that are done.
    let checkpoint: @Sendable (Int) async -> Void

    /// - Throws: ``EngineError``, ``/LookalikeEmbedding/EmbeddingError``, `CancellationError`. What was made is kept.
    func run() async throws -> MigrationReport {
        do {
            return try await carryOut()
        } catch {
            // For a cancelled task, report the cancellation and not its side effects.
            throw Task.isCancelled ? CancellationError() : error
        }
    }

    private func carryOut() async throws -> MigrationReport {
        let second = try await SecondStore.open(for: migration, of: collection, engine.storage)
        var migration = migration
        migration.second = second.description
        let total = try await collection.catalogue.counts(in: collection.recordID).ready
        let meter = Mutex(PassMeter(total: total))
        let model = OnceLoaded(engine.embedder, second.description, collection.name)
        var filling = SecondStoreFilling(collection, second, engine.embedder) {
            try await model.value
        } report: { [progress, checkpoint] done in
            guard let now = meter.withLock({ $0.progress(done) }) else { return }
            progress(now)
            await checkpoint(done)
        }
        try await fill(&filling)
        try await checkNothingIsLost(filling, total: total)
        let quality = try await prepareSearches(second)
        var content = migration.content
        (content.options, content.quality) = (options, quality)
        try migration.set(content)
        let keepsOld = options.keepsOld && !isWayBack
        let change = StoreSwitch(
            second: second, migration: migration, options: options, keepsOld: keepsOld)
        let (successor, leftOut) = try await switchStores(change, &filling)
        return MigrationReport(
            collection: collection.name, model: successor.record.model, previous: collection.record.model,
            images: successor.count, leftOut: leftOut, quality: quality, keptOld: keepsOld)
    }

    /// Passes through the images until hardly any are lacking.
    private func fill(_ filling: inout SecondStoreFilling) async throws {
        while try await filling.pass() > StoreSwitch.most {}
    }

    private func checkNothingIsLost(_ filling: SecondStoreFilling, total: Int) async throws {
        if options.dropsMissing || filling.unavailable.isEmpty { return }
        let failures = filling.unavailable
        // Some may have been replaced or deleted meanwhile.
        let images = try await collection.catalogue.images(recordIDs: failures.keys.sorted())
        var lost = UnavailableImages(collection.name)
        lost.total = total
        for image in images where image.state == .ready {
            if let failure = failures[image.recordID], failure.vector == image.vector {
                lost.add(failure.example)
            }
        }
        if lost.count > 0 { throw EngineError.migration(.imagesUnavailable(lost)) }
    }

    /// Makes the index of the second store, so that searches are as quick after the switch, and compares the two.
    private func prepareSearches(_ second: SecondStore) async throws -> MigrationQuality? {
        try await second.publish(of: collection)
        let isStopped = Mutex(false)
        let (collection, vectors) = (collection, second.vectors)
        try await withTaskCancellationHandler {
            // Without an index searches are exact; the collection makes it after the switch.
            try? await vectors.upkeep(.inBackground) { collection.isGone || isStopped.withLock { $0 } }
            try Task.checkCancellation()
        } onCancel: {
            isStopped.withLock { $0 = true }
        }
        if isWayBack { return nil }
        return try await QualityComparison(collection: collection, second: second, label: options.label)
            .measure()
    }

    private func switchStores(
        _ change: StoreSwitch, _ filling: inout SecondStoreFilling
    ) async throws -> (OpenCollection, leftOut: Int) {
        while true {
            try await fill(&filling)
            switch try await trySwitch(change, &filling) {
            case .switched(let successor, let leftOut):
                successor.publish()
                // What was damaged has been made anew, or is found again by the next search.
                engine.healing.end(successor.recordID)
                engine.problems.set(.damagedVectors, successor.name, nil)
                return (successor, leftOut)
            case .tooMany: continue
            }
        }
    }

    /// No sync may run meanwhile: what it has embedded is of the old model.
    private func trySwitch(
        _ change: StoreSwitch, _ filling: inout SecondStoreFilling
    ) async throws -> StoreSwitch.Outcome {
        try await waitForSync()
        var outcome = StoreSwitch.Outcome.tooMany
        do {
            _ = try await engine.store.replace(collection.name) { open in
                guard open === collection else { throw EngineError.unknownCollection(collection.name) }
                outcome = try await collection.withWriter { try await $0.switchStores(by: change, &filling) }
                if case .switched(let successor, _) = outcome { return successor }
                return collection
            }
        } catch {
            collection.endSync()
            throw error
        }
        collection.endSync()
        return outcome
    }

    private func waitForSync() async throws {
        var patience = Patience()
        while true {
            do {
                return try collection.beginSync()
            } catch EngineError.syncRunning {
                try await patience.wait()
            }
        }
    }
}

/// Loads the model of a second store when it is first needed, and checks that it is the one that made its vectors.
private struct OnceLoaded: Sendable {
    let embedder: Embedder
    let store: StoreDescription
    let collection: String

    init(_ embedder: Embedder, _ store: StoreDescription, _ collection: String) {
        (self.embedder, self.store, self.collection) = (embedder, store, collection)
    }

    var value: LoadedModel {
        get async throws { try await embedder.model(of: store, for: collection) }
    }
}

extension Embedder {
    /// The model that made the vectors of a second store.
    ///
    /// - Throws: ``MigrationError/modelGone(collection:model:)``, ``MigrationError/modelChanged(collection:model:)``.
    func model(of store: StoreDescription, for collection: String) async throws -> LoadedModel {
        let name = store.model ?? "none"
        let loaded: LoadedModel
        do {
            guard store.model != nil else { throw EmbeddingError.unknownModel(name: name, known: []) }
            loaded = try await model(named: name)
        } catch EmbeddingError.unknownModel {
            throw EngineError.migration(.modelGone(collection: collection, model: name))
        }
        let made = store.modelIdentity.flatMap(ModelIdentity.init(text:))
        guard made.map(loaded.identity.makesVectors) ?? true, loaded.manifest.dimension == store.dimension
        else {
            throw EngineError.migration(.modelChanged(collection: collection, model: name))
        }
        return loaded
    }
}

/// The progress of several passes, of which the first one may begin in the middle.
private struct PassMeter {
    private let begin = ContinuousClock.now
    private let total: Int
    private var first: Int?
    private var last: Int?

    init(total: Int) {
        self.total = total
    }

    /// - Returns: nil if it is as it was told before.
    mutating func progress(_ done: Int) -> Job.Progress? {
        if done == last { return nil }
        last = done
        let start = first ?? done
        first = start
        var meter = ProgressMeter(total: max(total - start, done - start), begin: begin)
        meter.done = done - start
        var progress = meter.progress(at: .now)
        (progress.done, progress.total) = (done, max(total, done))
        return progress
    }
}
