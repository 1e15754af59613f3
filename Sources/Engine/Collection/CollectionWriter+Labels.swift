internal import LookalikeCatalogue
internal import LookalikeVectors

extension CollectionWriter {
    /// Tells a vector store that keeps labels which ones the group is about to change, before the catalogue has the
    /// change. After a crash the store knows then which to ask for.
    mutating func noteRelabelling(by group: CommitGroup) async throws {
        guard let labels = vectors.labels else { return }
        var entries = group.relabelled
        let deleted = group.deletedCategories
        if !deleted.isEmpty {
            let losing = try await catalogue.recordIDs(inCategories: deleted, of: recordID)
            entries += try await catalogue.placements(of: losing).compactMap { place in
                place.vector.map { VectorEntry(id: place.recordID, reference: $0) }
            }
        }
        if entries.isEmpty { return }
        state.areLabelsUnsettled = true
        do { try await labels.noteRelabelling(entries) } catch let error as any VectorStoreError
            where error.kind == .full
        {
            throw EngineError.storageFull
        }
    }

    /// Gives the vector store the labels that were noted, as the catalogue has them.
    mutating func settleLabels() async throws {
        guard state.areLabelsUnsettled else { return }
        try await vectors.labels?.settle(by: catalogue)
        state.areLabelsUnsettled = false
    }
}

extension LabelStore {
    /// Gives all vectors whose labels are unsettled those of their records.
    func settle(by catalogue: any Catalogue) async throws {
        let entries = try await unsettled()
        for start in stride(from: 0, to: entries.count, by: 1_000) {
            let block = entries[start..<min(start + 1_000, entries.count)]
            let images = try await catalogue.images(recordIDs: block.map(\.id))
            let labels = Dictionary(images.map { ($0.recordID, $0.labels) }, uniquingKeysWith: { a, _ in a })
            // If no record refers to a vector any more, any labels will do.
            try await relabel(
                Dictionary(
                    block.map { ($0, labels[$0.id] ?? ImageLabels()) }, uniquingKeysWith: { a, _ in a }))
        }
    }
}
