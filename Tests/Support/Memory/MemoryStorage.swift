public import LookalikeCatalogue
public import LookalikeEngine
public import LookalikeVectors
internal import Synchronization

/// Records and vectors in memory; the vectors with labels, so that filters need no ids. Engines that have it one after the other find what the one before left.
public final class MemoryStorage: Storage {
    public let catalogue = MemoryCatalogue()
    private let stores = Mutex<[Place: MemoryVectorStore]>([:])

    private struct Place: Hashable {
        let collection: Int64
        let number: Int

        init(_ record: CollectionRecord) { (collection, number) = (record.recordID, record.storeNumber) }
    }

    public init() {}

    /// How many vector stores there are.
    public var storeCount: Int { stores.withLock { $0.count } }

    /// From now on: whether vectors can be published and labels changed.
    public func setPublishing(_ isPossible: Bool) {
        for store in stores.withLock({ Array($0.values) }) { store.setPublishing(isPossible) }
    }

    public func openCatalogue(_ access: VectorFile.Access) async throws -> any Catalogue { catalogue }

    public func makeVectors(
        of record: CollectionRecord, metric: Metric, index: IndexSettings
    ) async throws -> any VectorStore {
        let store = MemoryVectorStore(dimension: record.dimension, metric: metric)
        stores.withLock { $0[Place(record)] = store }
        return store
    }

    public func openVectors(
        of record: CollectionRecord, identity: String, metric: Metric, index: IndexSettings,
        access: VectorFile.Access, live: () async throws -> [VectorEntry]
    ) async throws -> any VectorStore {
        guard let store = stores.withLock({ $0[Place(record)] }), store.identity == identity else {
            throw EngineError.storageDamaged("The vectors of '\(record.name)' are not there.")
        }
        try await store.publish(try await live())
        return store
    }

    public func removeVectors(of collection: Int64) async throws {
        stores.withLock { stores in stores = stores.filter { $0.key.collection != collection } }
    }

    public func removeVectors(of record: CollectionRecord) async throws {
        stores.withLock { $0[Place(record)] = nil }
    }

    public func footprint(of record: CollectionRecord) async -> VectorFootprint? {
        guard let store = stores.withLock({ $0[Place(record)] }), let modified = store.lastWrite else {
            return nil
        }
        return VectorFootprint(bytes: store.view.bytes, modified: modified)
    }
}
