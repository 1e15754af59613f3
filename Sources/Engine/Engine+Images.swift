internal import Foundation
public import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeVideo
internal import LookalikeWorkThreads

extension Engine {
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(_ id: String, in collection: OpenCollection) async throws -> ImageRecord {
        guard let image = try await catalogue.image(id: id, in: collection.recordID) else {
            throw EngineError.unknownImage(id, collection: collection.name)
        }
        return image
    }

    /// The image with a record id, which never changes.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(recordID: Int64, in collection: OpenCollection) async throws -> ImageRecord {
        guard let image = try await catalogue.images(recordIDs: [recordID]).first,
            image.collection == collection.recordID
        else {
            throw EngineError.unknownImage("\(recordID)", collection: collection.name)
        }
        return image
    }

    /// The image with a number of another system.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(externalID: Int64, in collection: OpenCollection) async throws -> ImageRecord {
        guard let image = try await catalogue.image(externalID: externalID, in: collection.recordID) else {
            throw EngineError.unknownImage("\(externalID)", collection: collection.name)
        }
        return image
    }

    /// The image with a UUID of another system, in upper or lower case.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(code: String, in collection: OpenCollection) async throws -> ImageRecord {
        guard let image = try await catalogue.image(code: code.lowercased(), in: collection.recordID) else {
            throw EngineError.unknownImage(code, collection: collection.name)
        }
        return image
    }

    /// A page of a collection's images with record ids above `after`, oldest first.
    public func images(in collection: OpenCollection, after: Int64, limit: Int) async throws -> [ImageRecord]
    {
        try await catalogue.images(in: collection.recordID, after: after, limit: limit)
    }

    /// How many images the collection has, by state.
    ///
    /// - Throws: ``CatalogueError``.
    public func counts(in collection: OpenCollection) async throws -> ImageCounts {
        try await catalogue.counts(in: collection.recordID)
    }

    /// The original bytes of an image; of a frame, a JPEG of it. See ``/LookalikeCatalogue/ImageRecord/contentType``.
    ///
    /// - Throws: ``EngineError/contentMissing(_:)``; of a frame, ``/LookalikeEmbedding/EmbeddingError/overloaded(retryAfter:)``
    ///   where many are asked for at a time or it takes too long.
    public func content(of image: ImageRecord, in collection: OpenCollection) async throws -> [UInt8] {
        let path = try contentPath(of: image, in: collection)
        let limit = max(configuration.limits.maximumBytes, image.bytes)
        if let frame = image.frame {
            let limits = configuration.limits
            return try await frameDesk.read { reading in
                // Of a file that was changed, another frame would be shown.
                guard FileDigest.seems(path, image) else { throw EngineError.contentMissing(image.id) }
                do {
                    return try FramePicture.jpeg(frame, of: path, limits: limits, reading)
                } catch let error as VideoError where error != .stopped {
                    throw EngineError.contentMissing(image.id)
                }
            }
        }
        return try await Blocking.run {
            do {
                return try FileContent.read(path, limit: limit).bytes
            } catch {
                throw EngineError.contentMissing(image.id)
            }
        }
    }

    /// Where an image is, for display: the path of its bytes, or what the client said about an image that it keeps
    /// itself. Do not read from it; use ``content(of:in:)``.
    public func location(of image: ImageRecord, in collection: OpenCollection) -> String {
        let path = try? contentPath(of: image, in: collection)
        return path ?? image.path ?? image.name
    }

    /// Where an image's bytes are.
    public func contentPath(of image: ImageRecord, in collection: OpenCollection) throws(EngineError)
        -> String
    {
        try collection.contentPath(of: image)
    }
}

extension OpenCollection {
    func contentPath(of image: ImageRecord) throws(EngineError) -> String {
        if image.source == .upload { return data.uploads(recordID).path(image.contentHash) }
        if image.source == .vector { throw .contentMissing(image.id) }
        // Only an import could have brought a path that leads out of the folder.
        guard let path = image.path, let folder = folder(of: image), RelativePath.staysBelow(path) else {
            throw .contentMissing(image.id)
        }
        return "\(folder)/\(path)"
    }
}
