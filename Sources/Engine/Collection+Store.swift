internal import Catalogue
internal import Foundation
internal import JSON
internal import Synchronization
internal import Vectors

/// A picture to be written: its record's fields, and its vector or what is wrong with it.
struct StoredPicture {
    /// The record of a file that it replaces. For an upload, the record of the same key is.
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

    var vector: [Float]? {
        if case .ready(let embedding) = outcome { embedding.vector } else { nil }
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
            hash: content.hash, bytes: Int(content.signature.size), signature: content.signature,
            attributes: nil,
            outcome: outcome)
    }
}

/// A picture that was stored, and whether it is in the place of another.
struct StoredRecord {
    let record: ImageRecord
    let replaces: Bool
}

extension Collection {
    /// Makes pictures and other changes durable, together: vectors first, then the records that refer to them.
    ///
    /// - Parameter publishes: lets searches see the pictures at once. A sync publishes all at its end instead, and
    ///   no compaction may come between.
    /// - Throws: ``EngineError/storageFull``, ``/Catalogue/CatalogueError``, ``/Vectors/VectorFileError``; nothing
    ///   is changed then.
    @discardableResult
    func store(
        _ pictures: [StoredPicture], with others: [ImageChange] = [],
        updating record: CollectionRecord? = nil,
        publishes: Bool = false
    ) throws -> [StoredRecord] {
        if pictures.isEmpty, others.isEmpty, record == nil { return [] }
        return try writer.withLock { writer in
            try checkNotDeleted()
            var (stored, vectors) = try makeRecords(of: pictures)
            let added = try append(&stored, vectors, to: writer.file)
            var record = record
            // A compaction may have come between the caller's copy and now.
            record?.generation = self.record.generation
            record?.vectorIdentity = self.record.vectorIdentity
            try apply(others + stored.map { .put($0.record) }, updating: record)
            if let record { setRecord(record) }
            if publishes { try publish(IndexDelta(added: added), in: writer.file) }
            return stored
        }
    }

    /// Writes the vectors behind those in the file and gives the records their rows.
    private func append(
        _ stored: inout [StoredRecord], _ vectors: [[Float]?], to file: VectorFile
    ) throws -> [RowReference] {
        let ids = zip(stored, vectors).filter { $1 != nil }.map(\.0.record.id)
        if ids.isEmpty { return [] }
        var row: Int
        do {
            row = try file.append(ids: ids, vectors: vectors.flatMap { $0 ?? [] })
            try file.sync()
        } catch {
            throw error.isDiskFull ? EngineError.storageFull : error
        }
        var added: [RowReference] = []
        for index in stored.indices where vectors[index] != nil {
            var record = stored[index].record
            record.row = UInt32(row)
            added.append(RowReference(id: record.id, row: row))
            stored[index] = StoredRecord(record: record, replaces: stored[index].replaces)
            row += 1
        }
        return added
    }

    /// A client may have taken a name since the sync chose it for a file, which then gets another.
    private func apply(_ changes: [ImageChange], updating record: CollectionRecord?) throws {
        var changes = changes
        var attempt = 1
        while true {
            do {
                return try catalogue.apply(changes, updating: record)
            } catch {
                guard case .duplicate(let key) = error, attempt <= 1_000,
                    let index = changes.firstIndex(where: { $0.namesFile(key) })
                else { throw error }
                changes[index] = changes[index].renamed(attempt)
                attempt += 1
            }
        }
    }

    /// Pictures whose record a client has replaced by an upload meanwhile are left out: the next sync sees to them.
    private func makeRecords(of pictures: [StoredPicture]) throws -> ([StoredRecord], [[Float]?]) {
        let known = try knownRecords(of: pictures)
        let fresh = known.count { $0 == nil }
        var ids = (fresh > 0 ? try catalogue.reserveIDs(fresh) : 0..<0).makeIterator()
        var stored: [StoredRecord] = []
        var vectors: [[Float]?] = []
        for (picture, old) in zip(pictures, known) {
            if let old, old.source == .upload, picture.source == .file { continue }
            // Sound: as many ids were reserved as there are pictures without a record.
            let record = ImageRecord(picture, in: id, replacing: old, id: old?.id ?? ids.next()!)
            stored.append(StoredRecord(record: record, replaces: old != nil))
            vectors.append(picture.vector)
        }
        return (stored, vectors)
    }

    private func knownRecords(of pictures: [StoredPicture]) throws -> [ImageRecord?] {
        let known = try catalogue.images(ids: pictures.compactMap(\.known))
        let byID = Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        return try pictures.map { picture in
            picture.source == .upload
                ? try catalogue.image(key: picture.key, in: id) : picture.known.flatMap { byID[$0] }
        }
    }

    /// The embedding of a picture of this collection with these bytes, and what its record says of them.
    func embedding(ofContent hash: String) throws -> SyncEmbedding? {
        guard try catalogue.readyImage(contentHash: hash, in: id) != nil else { return nil }
        // Asked again while nothing is written: a row stays what it is only as long.
        return try writer.withLock { writer in
            guard let image = try catalogue.readyImage(contentHash: hash, in: id), let row = image.row else {
                return nil
            }
            let vector = try writer.file.snapshot(live: [RowReference(id: image.id, row: Int(row))]).vector(
                at: 0)
            return SyncEmbedding(
                vector: vector, mediaType: image.mediaType, width: image.width, height: image.height)
        }
    }
}

extension ImageRecord {
    /// - Parameter old: gives what the picture doesn't say.
    fileprivate init(_ picture: StoredPicture, in collection: Int64, replacing old: ImageRecord?, id: Int64) {
        let now = Date.storable
        self.init(
            id: id, collection: collection, key: picture.key, source: picture.source, path: picture.path,
            name: picture.name, mediaType: "application/octet-stream", width: 0, height: 0,
            bytes: picture.bytes,
            contentHash: picture.hash, attributes: picture.attributes ?? old?.attributes ?? [:],
            state: .failed,
            signature: picture.signature, createdAt: old?.createdAt ?? now, updatedAt: now)
        switch picture.outcome {
        case .ready(let embedding):
            state = .ready
            (mediaType, width, height) = (embedding.mediaType, embedding.width, embedding.height)
        case .failed(let sentence): error = sentence
        }
    }
}

extension ImageChange {
    /// Whether it gives a file's picture this key.
    fileprivate func namesFile(_ key: String) -> Bool {
        switch self {
        case .put(let image): image.source == .file && image.key == key
        case .move(_, let given, _, _, _): given == key
        case .touch, .row, .delete, .deleteFile: false
        }
    }

    /// With another key for its file.
    fileprivate func renamed(_ attempt: Int) -> ImageChange {
        switch self {
        case .put(var image):
            image.key = KeyAssigner.key(forPath: image.path ?? image.key, attempt: attempt)
            return .put(image)
        case .move(let id, _, let path, let name, let signature):
            let key = KeyAssigner.key(forPath: path, attempt: attempt)
            return .move(id: id, key: key, path: path, name: name, signature: signature)
        case .touch, .row, .delete, .deleteFile: return self
        }
    }
}

extension Date {
    /// Now, as the catalogue gives it back: rounded to what seconds since 1970 hold.
    static var storable: Date { Date(timeIntervalSince1970: Date().timeIntervalSince1970) }
}

extension VectorFileError {
    var isDiskFull: Bool {
        if case .system(_, _, let code) = self { return code == ENOSPC || code == EDQUOT }
        return false
    }
}
