internal import LookalikeCatalogue
internal import LookalikeVectors

/// Writes to a collection: first vectors, then records, then the state for searches. ``OpenCollection/withWriter(_:)``
/// gives it to one caller at a time, so that writes never mix.
struct CollectionWriter: ~Copyable {
    let collection: OpenCollection
    var state: State

    /// Kept from one writer to the next.
    struct State: Sendable {
        /// As the catalogue has them.
        var categories: CategorySums
        /// Whether a damaged vector was removed from a category: it could not be subtracted from the sum.
        var areSumsStale = false
        /// Whether the catalogue has changes that the vector store could not publish.
        var isUnpublished = false
        /// Whether the vector store has notes of labels that it was not given yet.
        var areLabelsUnsettled = false
    }

    var recordID: Int64 { collection.recordID }
    var name: String { collection.name }
    var catalogue: any Catalogue { collection.catalogue }
    var vectors: any VectorStore { collection.vectors }

    /// Publishes everything in the catalogue to searches. The records count, not the sync's own list: clients may
    /// have replaced or deleted some of its images in the meantime.
    mutating func publishAll() async throws {
        try await vectors.publish(catalogue.vectorEntries(in: recordID))
        try await settleLabels()
        state.isUnpublished = false
        collection.problems.set(.publishing, name, nil)
        collection.publish(state.categories)
        try await renewStaleSums()
    }

    /// Stores vectors, on the disk when this returns.
    ///
    /// - Parameter labels: of each, by record id; only called if the store keeps them.
    /// - Returns: their entries by record id.
    func append(
        _ new: [Int64: [Float]], labels: () -> [Int64: ImageLabels]
    ) async throws -> [Int64: VectorEntry] {
        if new.isEmpty { return [:] }
        // In the order of the record ids, so that they ascend with the references.
        let recordIDs = new.keys.sorted()
        var values: [Float] = []
        values.reserveCapacity(recordIDs.count * vectors.dimension)
        for recordID in recordIDs { values += new[recordID] ?? [] }
        do {
            let entries: [VectorEntry]
            if let store = vectors.labels {
                let labels = labels()
                entries = try await store.append(
                    ids: recordIDs, vectors: values, labels: recordIDs.map { labels[$0] ?? ImageLabels() })
            } else {
                entries = try await vectors.append(ids: recordIDs, vectors: values)
            }
            return Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
        } catch let error as any VectorStoreError where error.kind == .full {
            throw EngineError.storageFull
        }
    }

    /// Changes a collection's record, durably.
    func configure(_ change: (inout CollectionRecord) throws -> Void) async throws {
        var record = collection.record
        try change(&record)
        try await catalogue.configure(record)
        await collection.setRecord(record)
        collection.changed()
    }

    /// Replaces the index by the one that the record asks for.
    func renewIndex() async {
        await vectors.setIndex(IndexSettings(collection.record))
        collection.publish()
    }

    /// Changes the model and the dimension; the collection must be empty.
    ///
    /// - Throws: ``EngineError/collectionNotEmpty(_:)``.
    func setModel(_ model: String?, dimension: Int) async throws {
        let counts = try await catalogue.counts(in: recordID)
        guard counts.ready == 0, counts.failed == 0 else { throw EngineError.collectionNotEmpty(name) }
        // An empty store adopts the catalogue's dimension when it is opened, so a crash at any point is harmless.
        let before = vectors.dimension
        try await vectors.reset(dimension: dimension)
        do {
            try await configure { ($0.model, $0.modelIdentity, $0.dimension) = (model, nil, dimension) }
        } catch {
            // Where this fails too, the next opening does it.
            try? await vectors.reset(dimension: before)
            throw error
        }
        collection.publish()
    }

    /// Compacts the vectors.
    ///
    /// - Returns: whether the old file was set aside because it has vectors of a newer catalogue.
    func compact() async throws -> Bool {
        let isPutAside = try await vectors.compact(keeping: catalogue.vectorEntries(in: recordID))
        collection.publish()
        return isPutAside
    }
}
