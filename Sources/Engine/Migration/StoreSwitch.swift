internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// The moment of a migration when the two stores change places.
struct StoreSwitch: Sendable {
    let second: SecondStore
    let migration: MigrationRecord
    let options: MigrationOptions
    /// Whether the store that was in use is kept.
    let keepsOld: Bool

    /// Why the stores could not change places yet.
    enum Outcome: Sendable {
        case switched(OpenCollection, leftOut: Int)
        /// Too many images have changed meanwhile to make their vectors while writers wait.
        case tooMany
    }

    /// How many images are embedded while writers wait, at most.
    static let most = 64
}

extension CollectionWriter {
    /// Makes the last vectors and lets the stores change places. Writers wait, for a few seconds with 100,000 images;
    /// searches go on.
    ///
    /// - Returns: what takes the collection's place.
    /// - Throws: ``MigrationError/imagesUnavailable(_:)`` and whatever else; nothing is changed then.
    mutating func switchStores(
        by change: StoreSwitch, _ filling: inout SecondStoreFilling
    ) async throws -> StoreSwitch.Outcome {
        let lacking = try await catalogue.imagesToMigrate(
            in: recordID, after: 0, limit: filling.unavailable.count + StoreSwitch.most + 1)
        if lacking.count > filling.unavailable.count + StoreSwitch.most { return .tooMany }
        _ = try await filling.pass()
        let lost = try await missingImages(filling)
        if lost.count > 0, !change.options.dropsMissing {
            throw EngineError.migration(.imagesUnavailable(lost.description))
        }
        try await change.second.publish(missing: lost.recordIDs, of: collection)
        try await change.second.relabel(of: collection)
        var (record, migration) = (collection.record, change.migration)
        migration.second = record.store
        // The note comes with the switch: a crash after it leaves nothing that is not removed.
        migration.phase = change.keepsOld ? .switched : .removing
        var content = migration.content
        content.leftOut = lost.count
        try migration.set(content)
        record.store = change.second.description
        let sums = try await categorySums(of: change.second)
        try await catalogue.switchStores(
            of: record, migration, prototypes: sums.records.compactMap { sums.prototype($0.id) })
        let successor = try await OpenCollection.open(
            record, change.second.metric, change.second.vectors, catalogue: catalogue, data: collection.data,
            access: collection.access, problems: collection.problems)
        collection.replace(by: successor)
        return .switched(successor, leftOut: lost.count)
    }

    private struct Lost {
        var description: UnavailableImages
        var recordIDs: [Int64] = []
        var count: Int { recordIDs.count }
    }

    /// What the second store still lacks after the last pass.
    private func missingImages(_ filling: SecondStoreFilling) async throws -> Lost {
        var lost = Lost(description: UnavailableImages(name))
        lost.description.total = try await catalogue.counts(in: recordID).ready
        var last: Int64 = 0
        while true {
            let page = try await catalogue.imagesToMigrate(in: recordID, after: last, limit: 1_000)
            guard let end = page.last?.recordID else { return lost }
            last = end
            for image in page {
                lost.recordIDs.append(image.recordID)
                lost.description.add(
                    filling.unavailable[image.recordID]?.example
                        ?? .init(id: image.id, reason: .changed, detail: nil))
            }
        }
    }

    /// The sums of the categories, of the second store's vectors.
    private func categorySums(of second: SecondStore) async throws -> CategorySums {
        var sums = CategorySums(
            metric: second.metric, categories: state.categories.records, prototypes: [], next: 1)
        sums.clear()
        if sums.isEmpty { return sums }
        let entries = try await catalogue.secondEntries(in: recordID)
        let known = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        let places = try await catalogue.categorised(in: recordID)
        for start in stride(from: 0, to: places.count, by: 1_000) {
            let block = places[start..<min(start + 1_000, places.count)]
            let found = try await second.vectors.vectors(of: block.compactMap { known[$0.recordID] })
            for place in block {
                guard let category = place.category, let vector = found[place.recordID] else { continue }
                sums.add(vector, to: category)
            }
        }
        return sums
    }
}
