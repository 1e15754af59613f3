internal import Catalogue
internal import Foundation
internal import Vectors

/// Writes to a collection: vectors first, then records, then what searches see. ``Collection/withWriter(_:)`` makes one and
/// gives it to one caller at a time, so that what its methods write never mixes.
struct CollectionWriter: ~Copyable {
    let collection: Collection
    var state: State

    /// What is kept from one writer to the next.
    struct State: Sendable {
        /// As the catalogue has them.
        var categories: CategorySums
        /// Whether a vector went from a sum that could not be taken from it, since it is damaged.
        var areSumsStale = false
    }

    var id: Int64 { collection.id }
    var name: String { collection.name }
    var catalogue: any Catalogue { collection.catalogue }
    var vectors: LocalVectorStore { collection.vectors }

    /// Lets searches see all that is in the catalogue. Not what a sync believes that it wrote: clients may have
    /// replaced or deleted images of it meanwhile.
    mutating func publishAll() throws {
        try vectors.publish(catalogue.vectorEntries(in: id))
        collection.publish(state.categories)
        try renewStaleSums()
    }

    /// Stores vectors, on the disk when this returns.
    ///
    /// - Returns: their entries by id.
    func append(_ new: [Int64: [Float]]) throws -> [Int64: VectorEntry] {
        if new.isEmpty { return [:] }
        // In the order in which they came, so that ids ascend with the references.
        let ids = new.keys.sorted()
        var values: [Float] = []
        values.reserveCapacity(ids.count * vectors.dimension)
        for id in ids { values += new[id] ?? [] }
        do {
            let entries = try vectors.append(ids: ids, vectors: values)
            return Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
        } catch {
            throw error.isDiskFull ? EngineError.storageFull : error
        }
    }

    /// Changes what a collection is told, durably.
    func configure(_ change: (inout CollectionRecord) throws -> Void) throws {
        var record = collection.record
        try change(&record)
        try catalogue.configure(record)
        collection.setRecord(record)
        collection.changed()
    }

    /// The index that the record asks for, in place of the one that there is.
    func renewIndex() {
        vectors.renewIndex(IndexSettings(collection.record))
        collection.publish()
    }

    /// Vectors of another length take the place of none.
    ///
    /// - Throws: ``EngineError/collectionNotEmpty(_:)``.
    func setModel(_ model: String?, dimension: Int) throws {
        let counts = try catalogue.counts(in: id)
        guard counts.ready == 0, counts.failed == 0 else { throw EngineError.collectionNotEmpty(name) }
        // The catalogue first: an empty store takes its dimension when it is opened, wherever a crash comes.
        try configure { ($0.model, $0.modelIdentity, $0.dimension) = (model, nil, dimension) }
        try vectors.reset(dimension: dimension)
        collection.publish()
    }

    /// Writes the vectors anew without those that nothing refers to.
    ///
    /// - Returns: whether the old file was put aside, since it has vectors of a newer catalogue.
    func compact() throws -> Bool {
        let isPutAside = try vectors.compact(keeping: catalogue.vectorEntries(in: id))
        collection.publish()
        return isPutAside
    }
}

extension VectorFileError {
    var isDiskFull: Bool {
        if case .system(_, _, let code) = self { return code == ENOSPC || code == EDQUOT }
        return false
    }
}
