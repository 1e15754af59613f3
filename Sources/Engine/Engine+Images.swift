public import Catalogue
internal import Embedding
internal import Foundation
public import JSON
public import Pictures

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
    ///   - key: 1–500 characters, none of them a control character; not "." or "..", which no address can hold.
    ///   - attributes: nil keeps those of the picture that is replaced.
    /// - Throws: ``PictureError``, ``EmbeddingError``, ``EngineError``; nothing is changed then.
    public func put(
        _ bytes: [UInt8], as key: String, name: String?, attributes: [String: JSONValue]?,
        in collection: Collection
    ) async throws -> PutOutcome {
        try checkWritable()
        guard Self.isValidKey(key) else { throw EngineError.invalidImageID(key) }
        let model = try await model(of: collection)
        let result = try await embedder.embed(bytes, with: model, priority: .interactive)
        let hash = try await Blocking.run { contentHash(bytes) }
        let picture = StoredPicture(
            key: key, source: .upload, name: name ?? key, hash: hash, bytes: bytes.count,
            attributes: attributes,
            outcome: .ready(SyncEmbedding(result)))
        let stored = try await collection.uploads.withPlace(weight: 0) {
            try await Blocking.run { try collection.storeUpload(bytes, picture) }
        }
        await collection.compactIfWorthwhile(afterSync: false)
        return PutOutcome(image: stored.record, isNew: !stored.replaces, warnings: result.warnings)
    }

    private static func isValidKey(_ key: String) -> Bool {
        (1...500).contains(key.unicodeScalars.count) && key != "." && key != ".."
            && !key.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Forgets a picture; a file of the collection's folder stays where it is, and the next sync finds it again.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func deleteImage(_ key: String, in collection: Collection) async throws {
        try checkWritable()
        try await collection.uploads.withPlace(weight: 0) {
            try await Blocking.run { [self] in
                try collection.deleteUploadOrFile(try image(key, in: collection))
            }
        }
        await collection.compactIfWorthwhile(afterSync: false)
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
        if image.source == .upload { return data.uploads(collection.id).path(image.contentHash) }
        guard let path = image.path, let directory = collection.record.directory else {
            throw .contentMissing(image.key)
        }
        return "\(directory)/\(path)"
    }
}

extension Collection {
    /// Keeps the bytes and stores the record. To be called in turn, see `uploads`.
    fileprivate func storeUpload(_ bytes: [UInt8], _ picture: StoredPicture) throws -> StoredRecord {
        try checkNotDeleted()
        let files = data.uploads(id)
        var touched = [picture.hash]
        defer { settle(touched) }
        if let old = try catalogue.image(key: picture.key, in: id), old.source == .upload,
            old.contentHash != picture.hash
        {
            files.mark(old.contentHash)
            touched.append(old.contentHash)
        }
        try files.keep(bytes, picture.hash)
        return try store([picture], publishes: true)[0]
    }

    /// To be called in turn, see `uploads`.
    fileprivate func deleteUploadOrFile(_ image: ImageRecord) throws {
        let touched = image.source == .upload ? [image.contentHash] : []
        for hash in touched { data.uploads(id).mark(hash) }
        defer { settle(touched) }
        try delete(image.id)
    }

    private func settle(_ hashes: [String]) {
        for hash in hashes {
            // Where the catalogue fails, the mark stays for the next start.
            guard let isInUse = try? catalogue.hasUpload(contentHash: hash, in: id) else { continue }
            data.uploads(id).settle(hash, isInUse: isInUse)
        }
    }
}
