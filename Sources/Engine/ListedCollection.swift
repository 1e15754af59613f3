public import LookalikeCatalogue
internal import LookalikeWorkThreads

/// A collection in a list: open, or with the reason why it can't be opened.
public struct ListedCollection: Sendable {
    /// What the catalogue knows of the collection.
    public let record: CollectionRecord
    /// How many images it has, by state.
    public let counts: ImageCounts
    /// What the vectors take where they are kept.
    public let vectorBytes: Int
    /// Nil if it can't be opened.
    public let collection: OpenCollection?
    /// In a sentence; nil where it is open.
    public let problem: String?

    /// Images that can be found; if it can't be opened, those in the catalogue.
    public var images: Int { collection?.count ?? counts.ready }
}

extension Engine {
    /// All collections, by name, opened; those that can't be opened are listed with the problem.
    public func listedCollections() async throws -> [ListedCollection] {
        var collections: [ListedCollection] = []
        for record in try await collectionRecords() {
            // Skips one that was deleted since its record was read.
            do { collections.append(try await listed(record)) } catch EngineError.unknownCollection {}
        }
        return collections
    }

    /// One collection, as in ``listedCollections()``.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)``.
    public func listedCollection(named name: String) async throws -> ListedCollection {
        guard let record = try await collectionRecords().first(where: { $0.name == name }) else {
            throw EngineError.unknownCollection(name)
        }
        return try await listed(record)
    }

    private func listed(_ record: CollectionRecord) async throws -> ListedCollection {
        let counts = try await catalogue.counts(in: record.recordID)
        do {
            let open = try await collection(named: record.name)
            return ListedCollection(
                record: open.record, counts: counts, vectorBytes: open.vectorBytes, collection: open,
                problem: nil)
        } catch EngineError.unknownCollection(let name) {
            throw EngineError.unknownCollection(name)
        } catch {
            return ListedCollection(
                record: record, counts: counts,
                vectorBytes: await storage.footprint(of: record)?.bytes ?? 0, collection: nil,
                problem: "\(error)")
        }
    }
}
