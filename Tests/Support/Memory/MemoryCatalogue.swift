public import LookalikeCatalogue

/// A catalogue in memory: what is left of one when no database is needed. It ends with the process.
///
/// It goes through all records for every question, which a test's few bear.
public actor MemoryCatalogue: Catalogue {
    var records = MemoryRecords()
    /// How often ids were asked for by filter or by category.
    public internal(set) var selectionCount = 0

    private var isCommitting = true

    public init() {}

    /// Whether changes of images can be committed from now on, as to a database that goes away and comes back.
    public func setCommitting(_ isPossible: Bool) { isCommitting = isPossible }

    // MARK: Collections

    public func collections() -> [CollectionRecord] {
        records.collections.values.sorted { $0.name.precedes($1.name) }
    }

    public func collection(named name: String) -> CollectionRecord? {
        records.collections.values.first { $0.name.hasBytes(of: name) }
    }

    public func create(
        _ collection: CollectionRecord, after recordID: Int64
    ) throws(CatalogueError) -> CollectionRecord {
        guard self.collection(named: collection.name) == nil else { throw .duplicate(collection.name) }
        var created = collection
        created.recordID = max(recordID, records.lastCollection) + 1
        created.roots = collection.roots.map { records.numbered($0) }
        records.lastCollection = created.recordID
        records.collections[created.recordID] = created
        return created
    }

    public func configure(_ collection: CollectionRecord) {
        guard let known = records.collections[collection.recordID] else { return }
        var configured = collection
        (configured.name, configured.createdAt, configured.roots) = (known.name, known.createdAt, known.roots)
        records.collections[collection.recordID] = configured
        records.update(collection.roots)
    }

    public func renameCollection(_ recordID: Int64, to name: String) throws(CatalogueError) {
        if let other = collection(named: name), other.recordID != recordID { throw .duplicate(name) }
        guard let known = records.collections[recordID] else { return }
        records.collections[recordID]?.name = name
        for (id, job) in records.jobs where job.collection == known.name && !job.isOfDeletedCollection {
            records.jobs[id]?.collection = name
        }
    }

    public func deleteCollection(_ recordID: Int64) {
        let name = records.collections[recordID]?.name
        for (id, job) in records.jobs where job.collection == name {
            records.jobs[id]?.isOfDeletedCollection = true
        }
        records.delete(collection: recordID)
    }

    // MARK: Images

    public func image(id: String, in collection: Int64) -> ImageRecord? {
        first(in: collection) { $0.id.hasBytes(of: id) }
    }

    public func images(ids: [String], in collection: Int64) -> [ImageRecord] {
        ids.compactMap { image(id: $0, in: collection) }
    }

    public func image(externalID: Int64, in collection: Int64) -> ImageRecord? {
        first(in: collection) { $0.externalID == externalID }
    }

    public func image(code: String, in collection: Int64) -> ImageRecord? {
        first(in: collection) { $0.code?.hasBytes(of: code) ?? false }
    }

    public func images(recordIDs: [Int64]) -> [ImageRecord] { recordIDs.compactMap { records.images[$0] } }

    public func images(in collection: Int64, after: Int64, limit: Int) -> [ImageRecord] {
        Array(records.images(of: collection) { $0.recordID > after }.prefix(limit))
    }

    public func counts(in collection: Int64) -> ImageCounts {
        records.images(of: collection) { _ in true }.reduce(into: ImageCounts()) { counts, image in
            if image.state == .ready { counts.ready += 1 } else { counts.failed += 1 }
            counts.bytes += image.bytes
        }
    }

    public func vectors(in collection: Int64) -> [VectorRecord] {
        records.images(of: collection) { _ in true }
            .compactMap { image in image.vector.map { VectorRecord(recordID: image.recordID, reference: $0) }
            }
            .sorted { $0.reference < $1.reference }
    }

    public func files(in collection: Int64) -> [FileRecord] {
        records.files(of: collection) { _ in true }
    }

    public func placements(of recordIDs: [Int64]) -> [ImagePlacement] {
        images(recordIDs: recordIDs).map(\.placement)
    }

    public func ids(in collection: Int64) -> [String] {
        records.images(of: collection) { _ in true }.map(\.id)
    }

    private func first(in collection: Int64, where isWanted: (ImageRecord) -> Bool) -> ImageRecord? {
        records.images.values.first { $0.collection == collection && isWanted($0) }
    }

    // MARK: Changes

    public func endOfRecordIDs() -> Int64 { records.nextImage }

    public func passRecordIDs(_ last: Int64) { records.nextImage = max(records.nextImage, last + 1) }

    public func reserveRecordIDs(_ count: Int) -> Range<Int64> {
        let first = records.nextImage
        records.nextImage += Int64(count)
        return first..<records.nextImage
    }

    public func apply(
        _ changes: [ImageChange], categories: [CategoryChange], of owner: Int64,
        updating collection: CollectionRecord?
    ) throws(CatalogueError) {
        guard isCommitting else { throw .failed("It is away.") }
        var changed = records
        for change in categories { try changed.apply(change, of: owner) }
        try changed.apply(changes)
        if let collection {
            changed.collections[collection.recordID]?.vectorStore = collection.vectorStore
            changed.collections[collection.recordID]?.lastSync = collection.lastSync
            changed.update(collection.roots)
        }
        records = changed
    }
}

extension ImageRecord {
    var placement: ImagePlacement {
        ImagePlacement(recordID: recordID, source: source, category: category, vector: vector)
    }
}
