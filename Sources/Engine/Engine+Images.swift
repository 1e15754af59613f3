public import Catalogue
internal import Embedding
internal import Foundation
public import JSON
public import Pictures
internal import Synchronization

/// What becomes of an uploaded picture.
public struct PutOutcome: Sendable {
    public let image: ImageRecord
    /// False where a picture of that id was there and was replaced.
    public let isNew: Bool
    public let warnings: [PictureWarning]
}

extension Engine {
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(_ key: String, in collection: Collection) throws -> ImageRecord {
        guard let image = try catalogue.image(key: key, in: collection.id) else {
            throw EngineError.unknownImage(key, collection: collection.name)
        }
        return image
    }

    /// A page of a collection's pictures, oldest first, those after the record id `after`.
    public func images(in collection: Collection, after: Int64, limit: Int) throws -> [ImageRecord] {
        try catalogue.images(in: collection.id, after: after, limit: limit)
    }

    public func counts(in collection: Collection) throws -> ImageCounts {
        try catalogue.counts(in: collection.id)
    }

    /// Keeps a picture under an id, in place of the one that has it. It can be found when the call returns.
    ///
    /// - Parameters:
    ///   - key: 1–500 characters, none of them a control character.
    ///   - attributes: nil keeps those of the picture that is replaced.
    /// - Throws: ``PictureError``, ``EmbeddingError``, ``EngineError``; nothing is changed then.
    public func put(
        _ bytes: [UInt8], as key: String, name: String?, attributes: [String: JSONValue]?, in collection: Collection
    ) async throws -> PutOutcome {
        guard (1...500).contains(key.count), !key.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw EngineError.invalidImageID(key) }
        let model = try await embedder.model(named: collection.record.model)
        let result = try await embedder.embed(bytes, with: model, priority: .interactive)
        return try await Blocking.run { [self] in
            let hash = contentHash(bytes)
            let embedding = SyncEmbedding(
                vector: result.vector, mediaType: result.info.format.mediaType, width: result.info.width,
                height: result.info.height)
            return try collection.uploads.withLock { _ in
                try keep(bytes, hash, in: collection)
                let old = try catalogue.image(key: key, in: collection.id)
                let picture = StoredPicture(
                    known: old?.id, key: key, source: .upload, path: nil, name: name ?? key, hash: hash,
                    bytes: bytes.count, signature: nil, attributes: attributes, outcome: .ready(embedding))
                let changes = try collection.store([picture], publishes: true)
                if let old { try removeUploadIfUnused(old, in: collection) }
                return PutOutcome(image: changes.records[0], isNew: old == nil, warnings: result.warnings)
            }
        }
    }

    /// Forgets a picture; a file of the collection's folder stays where it is, and the next sync finds it again.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func deleteImage(_ key: String, in collection: Collection) async throws {
        try await Blocking.run { [self] in
            try collection.uploads.withLock { _ in
                let image = try image(key, in: collection)
                try collection.delete(image.id)
                try removeUploadIfUnused(image, in: collection)
            }
        }
        try await collection.compactIfWorthwhile(afterSync: false)
    }

    /// The bytes of a picture as they came.
    ///
    /// - Throws: ``EngineError/contentMissing(_:)``.
    public func content(of image: ImageRecord, in collection: Collection) async throws -> [UInt8] {
        let path = try contentPath(of: image, in: collection)
        let limit = max(configuration.limits.maximumBytes, image.bytes)
        return try await Blocking.run {
            do {
                return try FileContent.read(path, limit: limit).bytes
            } catch {
                throw EngineError.contentMissing(image.key)
            }
        }
    }

    /// Where a picture's bytes are.
    public func contentPath(of image: ImageRecord, in collection: Collection) throws(EngineError) -> String {
        if image.source == .upload { return data.upload(image.contentHash, collection: collection.id) }
        guard let path = image.path, let directory = collection.record.directory else {
            throw .contentMissing(image.key)
        }
        return "\(directory)/\(path)"
    }

    /// Writes an upload under its hash: whole, and on the disk, before it has its name.
    private func keep(_ bytes: [UInt8], _ hash: String, in collection: Collection) throws {
        let path = data.upload(hash, collection: collection.id)
        if FileManager.default.fileExists(atPath: path) { return }
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            try DurableFile.write(bytes, to: path)
        } catch {
            throw error.code == ENOSPC || error.code == EDQUOT ? EngineError.storageFull : error
        }
    }

    private func removeUploadIfUnused(_ image: ImageRecord, in collection: Collection) throws {
        guard image.source == .upload,
            try !catalogue.hasUpload(contentHash: image.contentHash, in: collection.id)
        else { return }
        try? FileManager.default.removeItem(atPath: data.upload(image.contentHash, collection: collection.id))
    }
}

extension Collection {
    func delete(_ id: Int64) throws {
        try writer.withLock { writer in
            try checkNotDeleted()
            try catalogue.apply([.delete(id: id)], updating: nil)
            try publish(IndexDelta(removed: [id]), in: writer.file)
        }
    }
}
