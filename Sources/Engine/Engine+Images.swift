public import Catalogue
internal import Foundation
internal import Pictures

extension Engine {
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(_ key: String, in collection: Collection) throws -> ImageRecord {
        guard let image = try catalogue.image(key: key, in: collection.id) else {
            throw EngineError.unknownImage(key, collection: collection.name)
        }
        return image
    }

    /// The picture of a record id, which is the same as long as the picture lives.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(id: Int64, in collection: Collection) throws -> ImageRecord {
        guard let image = try catalogue.images(ids: [id]).first, image.collection == collection.id else {
            throw EngineError.unknownImage("\(id)", collection: collection.name)
        }
        return image
    }

    /// The picture that another system knows by a number.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(externalID: Int64, in collection: Collection) throws -> ImageRecord {
        guard let image = try catalogue.image(externalID: externalID, in: collection.id) else {
            throw EngineError.unknownImage("\(externalID)", collection: collection.name)
        }
        return image
    }

    /// The picture that another system knows by a UUID, in whatever case.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(code: String, in collection: Collection) throws -> ImageRecord {
        guard let image = try catalogue.image(code: code.lowercased(), in: collection.id) else {
            throw EngineError.unknownImage(code, collection: collection.name)
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

    /// Where a picture is, for people: the path of its bytes, or what the client said of one that it keeps. Not to be
    /// read: ``content(of:in:)`` does.
    public func location(of image: ImageRecord, in collection: Collection) -> String {
        let path = try? contentPath(of: image, in: collection)
        return path ?? image.path ?? image.name
    }

    /// Where a picture's bytes are.
    public func contentPath(of image: ImageRecord, in collection: Collection) throws(EngineError) -> String {
        try collection.contentPath(of: image)
    }
}

extension Collection {
    func contentPath(of image: ImageRecord) throws(EngineError) -> String {
        if image.source == .upload { return data.uploads(id).path(image.contentHash) }
        if image.source == .vector { throw .contentMissing(image.key) }
        guard let path = image.path, let directory = record.directory else {
            throw .contentMissing(image.key)
        }
        return "\(directory)/\(path)"
    }
}
