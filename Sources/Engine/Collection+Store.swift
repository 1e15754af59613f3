internal import Catalogue
internal import Foundation
internal import JSON
internal import Vectors
internal import Synchronization

/// A picture to be written: its record's fields, and its vector or what is wrong with it.
struct StoredPicture {
    var known: Int64?
    var key: String
    var source: ImageRecord.Source
    var path: String?
    var name: String
    var hash: String
    var bytes: Int
    var signature: FileSignature?
    /// Nil keeps those that the record has.
    var attributes: [String: JSONValue]?
    var outcome: Outcome

    enum Outcome {
        case ready(SyncEmbedding)
        case failed(String)
    }
}

extension StoredPicture {
    /// Nil for outcomes that write no picture.
    init?(_ outcome: SyncOutcome) {
        switch outcome {
        case .embedded(let target, let content, let embedding): self.init(target, content, .ready(embedding))
        case .broken(let target, let content, let sentence): self.init(target, content, .failed(sentence))
        case .same, .moved, .skipped: return nil
        }
    }

    private init(_ target: SyncTarget, _ content: SyncContent, _ outcome: Outcome) {
        self.init(
            known: target.known?.id, key: target.key, source: .file, path: target.path, name: target.name,
            hash: content.hash, bytes: Int(content.signature.size), signature: content.signature, attributes: nil,
            outcome: outcome)
    }
}

/// What a write made durable, to be published.
struct StoredChanges {
    var added: [RowReference] = []
    var removed: [Int64] = []
    var embedded: [(hash: String, id: Int64)] = []
    var records: [ImageRecord] = []
}

extension Collection {
    /// Makes pictures and other changes durable, together: vectors first, then the records that refer to them.
    ///
    /// - Parameter publishes: lets searches see the pictures at once. A sync publishes at its end instead; rows
    ///   not published yet are known to it alone, so no compaction may come between.
    /// - Throws: ``EngineError/storageFull``, ``/Catalogue/CatalogueError``, ``/Vectors/VectorFileError``; nothing
    ///   is changed then.
    func store(
        _ pictures: [StoredPicture], with others: [ImageChange] = [], updating record: CollectionRecord? = nil,
        publishes: Bool = false
    ) throws -> StoredChanges {
        if pictures.isEmpty, others.isEmpty, record == nil { return StoredChanges() }
        return try writer.withLock { writer in
            try checkNotDeleted()
            var changes = StoredChanges()
            var records = try makeRecords(of: pictures)
            let firstRow = try append(pictures, records, to: writer.file)
            var row = firstRow
            for index in records.indices {
                guard case .ready = pictures[index].outcome else {
                    if pictures[index].known != nil { changes.removed.append(records[index].id) }
                    continue
                }
                records[index].row = UInt32(row)
                changes.added.append(RowReference(id: records[index].id, row: row))
                changes.embedded.append((records[index].contentHash, records[index].id))
                row += 1
            }
            var record = record
            // A compaction may have come between the caller's copy and now.
            record?.generation = self.record.generation
            record?.vectorIdentity = self.record.vectorIdentity
            try catalogue.apply(others + records.map(ImageChange.put), updating: record)
            if let record { setRecord(record) }
            changes.records = records
            if publishes {
                try publish(IndexDelta(added: changes.added, removed: changes.removed), in: writer.file)
            }
            return changes
        }
    }

    private func append(
        _ pictures: [StoredPicture], _ records: [ImageRecord], to file: VectorFile
    ) throws -> Int {
        var ids: [Int64] = []
        var vectors: [Float] = []
        for (picture, record) in zip(pictures, records) {
            guard case .ready(let embedding) = picture.outcome else { continue }
            ids.append(record.id)
            vectors += embedding.vector
        }
        if ids.isEmpty { return file.rowCount }
        do {
            let first = try file.append(ids: ids, vectors: vectors)
            try file.sync()
            return first
        } catch {
            throw error.isDiskFull ? EngineError.storageFull : error
        }
    }

    private func makeRecords(of pictures: [StoredPicture]) throws -> [ImageRecord] {
        let known = try catalogue.images(ids: pictures.compactMap(\.known))
        let byID = Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        let fresh = pictures.count { $0.known.flatMap { byID[$0] } == nil }
        var ids = (fresh > 0 ? try catalogue.reserveIDs(fresh) : 0..<0).makeIterator()
        let now = Date()
        return pictures.map { picture in
            let old = picture.known.flatMap { byID[$0] }
            var record = ImageRecord(
                id: old?.id ?? ids.next()!, collection: id, key: picture.key, source: picture.source,
                path: picture.path, name: picture.name, mediaType: "application/octet-stream", width: 0, height: 0,
                bytes: picture.bytes, contentHash: picture.hash,
                attributes: picture.attributes ?? old?.attributes ?? [:], state: .failed,
                signature: picture.signature, createdAt: old?.createdAt ?? now, updatedAt: now)
            switch picture.outcome {
            case .ready(let embedding):
                record.state = .ready
                (record.mediaType, record.width, record.height) =
                    (embedding.mediaType, embedding.width, embedding.height)
            case .failed(let sentence): record.error = sentence
            }
            return record
        }
    }

    /// The embedding of a picture of this collection, with what its record says; nil where it has none.
    func embedding(of id: Int64) throws -> SyncEmbedding? {
        guard let image = try catalogue.images(ids: [id]).first, image.state == .ready, let row = image.row else {
            return nil
        }
        let vector = try writer.withLock { writer in
            try writer.file.snapshot(live: [RowReference(id: id, row: Int(row))]).vector(at: 0)
        }
        return SyncEmbedding(vector: vector, mediaType: image.mediaType, width: image.width, height: image.height)
    }
}

extension VectorFileError {
    var isDiskFull: Bool {
        if case .system(_, _, let code) = self { return code == ENOSPC || code == EDQUOT }
        return false
    }
}
