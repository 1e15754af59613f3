internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import Synchronization

extension OpenCollection {
    /// Makes the findings of a sync durable: vectors first, then the records that refer to them. Searches see them
    /// when the sync publishes everything at its end; no compaction may run in between.
    ///
    /// - Parameter change: changes the time of the last sync and the roots, in the same transaction.
    /// - Throws: ``EngineError/storageFull``, ``/LookalikeCatalogue/CatalogueError``, ``/LookalikeVectors/VectorFileError``; nothing
    ///   is changed then.
    func store(
        _ images: [StorableImage], with others: [ImageChange] = [],
        updating change: (@Sendable (inout CollectionRecord) -> Void)? = nil
    ) async throws {
        if images.isEmpty, others.isEmpty, change == nil { return }
        try await withWriter { try await $0.store(images, with: others, updating: change) }
    }

    /// The embedding of an image of this collection with the same bytes, and the facts in its record.
    func embedding(ofContent hash: String) async throws -> ImageEmbedding? {
        guard try await catalogue.readyImage(contentHash: hash, in: recordID) != nil else { return nil }
        // Checked again while nothing is written: the record may have gone or changed.
        return try await withWriter { _ in
            guard let image = try await catalogue.readyImage(contentHash: hash, in: recordID),
                let entry = image.vectorEntry,
                // A damaged vector must not be copied; the image is embedded again.
                let vector = try await vectors.vectors(of: [entry])[image.recordID]
            else { return nil }
            return ImageEmbedding(
                vector: vector, mediaType: image.mediaType, width: image.width, height: image.height,
                mark: image.mark)
        }
    }
}

extension CollectionWriter {
    fileprivate mutating func store(
        _ images: [StorableImage], with others: [ImageChange],
        updating change: (@Sendable (inout CollectionRecord) -> Void)?
    ) async throws {
        var (stored, vectors) = try await makeRecords(of: images)
        var new = state
        let touched = try await move(&new, stored, vectors, others)
        let entries = try await append(vectors) {
            Dictionary(
                stored.map { ($0.record.recordID, $0.record.labels) }, uniquingKeysWith: { _, last in last })
        }
        for index in stored.indices {
            stored[index].record.vector = entries[stored[index].record.recordID]?.reference
        }
        var updated = collection.record
        change?(&updated)
        try await apply(
            others + stored.map { .put($0.record) } + images.compactMap(\.fingerprintChange),
            touched.compactMap { new.categories.prototype($0) }.map { .prototype($0) },
            updating: change == nil ? nil : updated)
        if change != nil { await collection.setRecord(updated) }
        state = new
        if !images.isEmpty || others.contains(where: \.isVisible) { collection.changed() }
    }

    /// Subtracts replaced and removed vectors from the sums of their categories, and adds new ones.
    ///
    /// - Returns: the categories whose sums changed.
    private func move(
        _ state: inout State, _ stored: [StoredRecord], _ vectors: [Int64: [Float]], _ others: [ImageChange]
    ) async throws -> [Int64] {
        if state.categories.isEmpty { return [] }
        var leaving = stored.filter(\.replaces).map(\.record.recordID)
        var files: Set<Int64> = []
        for change in others {
            switch change {
            case .delete(let recordID): leaving.append(recordID)
            case .deleteFile(let recordID):
                leaving.append(recordID)
                files.insert(recordID)
            case .put, .touch, .move, .fingerprint: break
            }
        }
        let placements = try await catalogue.placements(of: leaving).filter {
            $0.category != nil && $0.vector != nil && (!files.contains($0.recordID) || $0.source == .file)
        }
        var touched: Set<Int64> = []
        let hasDamage = try await forEachVector(of: placements) { category, vector in
            state.categories.remove(vector, from: category)
            touched.insert(category)
        }
        if hasDamage { state.areSumsStale = true }
        for record in stored.map(\.record) {
            guard let category = record.category, let vector = vectors[record.recordID] else { continue }
            state.categories.add(vector, to: category)
            touched.insert(category)
        }
        return touched.sorted()
    }

    /// A client may have taken a name since the sync chose it for a file, which then gets another, with all its frames.
    private func apply(
        _ changes: [ImageChange], _ categories: [CategoryChange], updating record: CollectionRecord?
    ) async throws {
        var changes = changes
        var attempts: [FrameFile: Int] = [:]
        while true {
            do {
                return try await catalogue.apply(
                    changes, categories: categories, of: recordID, updating: record)
            } catch {
                guard case .duplicate(let id) = error,
                    let file = changes.first(where: { $0.namesFile(id) })?.file
                else { throw error }
                let attempt = attempts[file, default: 0] + 1
                if attempt > 1_000 { throw error }
                attempts[file] = attempt
                for index in changes.indices where changes[index].file == file {
                    changes[index] = changes[index].renamed(attempt)
                }
            }
        }
    }

    /// Skips images whose record a client replaced in the meantime; the next sync handles them.
    private func makeRecords(of images: [StorableImage]) async throws -> ([StoredRecord], [Int64: [Float]]) {
        let known = try await knownRecords(of: images)
        let fresh = known.count { $0 == nil }
        var recordIDs = await (fresh > 0 ? try catalogue.reserveRecordIDs(fresh) : 0..<0).makeIterator()
        var stored: [StoredRecord] = []
        var vectors: [Int64: [Float]] = [:]
        for (image, old) in zip(images, known) {
            if let old, old.source != .file { continue }
            // Sound: as many record ids were reserved as there are images without a record.
            let record = ImageRecord(
                image, in: collection.recordID, replacing: old, recordID: old?.recordID ?? recordIDs.next()!
            )
            stored.append(StoredRecord(record: record, replaces: old != nil))
            vectors[record.recordID] = image.vector
        }
        return (stored, vectors)
    }

    private func knownRecords(of images: [StorableImage]) async throws -> [ImageRecord?] {
        let known = try await catalogue.images(recordIDs: images.compactMap(\.known))
        let byRecordID = Dictionary(known.map { ($0.recordID, $0) }, uniquingKeysWith: { a, _ in a })
        return images.map { $0.known.flatMap { byRecordID[$0] } }
    }
}

extension ImageChange {
    /// Whether it gives this id to an image from a file.
    fileprivate func namesFile(_ id: String) -> Bool {
        switch self {
        case .put(let image): image.source == .file && image.id == id
        case .move(_, let given, _, _, _, _): given == id
        case .touch, .delete, .deleteFile, .fingerprint: false
        }
    }

    /// The file that it gives an id to.
    fileprivate var file: FrameFile? {
        switch self {
        case .put(let image) where image.source == .file:
            return image.path.map { FrameFile(root: image.root ?? 0, path: $0) }
        case .move(_, _, let root, let path, _, _): return FrameFile(root: root ?? 0, path: path)
        case .put, .touch, .delete, .deleteFile, .fingerprint: return nil
        }
    }

    /// Whether it can change answers.
    fileprivate var isVisible: Bool {
        switch self {
        case .touch, .fingerprint: false
        case .put, .move, .delete, .deleteFile: true
        }
    }

    /// With another id for its file.
    fileprivate func renamed(_ attempt: Int) -> ImageChange {
        switch self {
        case .put(var image):
            image.id =
                IDAssigner.id(forPath: image.path ?? image.id, attempt: attempt)
                + (image.frame.map(FrameID.suffix) ?? "")
            return .put(image)
        case .move(let recordID, let id, let root, let path, let name, let signature):
            let id = IDAssigner.id(forPath: path, attempt: attempt) + FrameID.parts(id).suffix
            return .move(
                recordID: recordID, id: id, root: root, path: path, name: name, signature: signature)
        case .touch, .delete, .deleteFile, .fingerprint: return self
        }
    }
}
