internal import Foundation
internal import LookalikeCatalogue
public import LookalikePictures
internal import LookalikeWorkThreads

/// A company's image as it is in its file.
public struct CompanyImage: Sendable {
    /// The whole file.
    public let bytes: [UInt8]
    /// As the bytes say, whatever the file's name.
    public let format: PictureFormat
    /// Of the bytes.
    public let hash: String
}

extension Companies {
    /// One of a company's images, by the path in search results. Serves only listed images below the root: nothing
    /// outside it, even through links, and nothing that is not an image.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)`` where there is no such company,
    ///   ``EngineError/unknownImage(_:collection:)`` where it has no such image,
    ///   ``EngineError/contentMissing(_:)`` where its images are not known to be on this machine.
    public func image(_ path: String, of company: String) async throws -> CompanyImage {
        switch try await open(company) {
        case .folder(let open):
            let limit = embedder.limits.maximumBytes
            return try await Blocking.run {
                guard open.names.contains(path) else {
                    throw EngineError.unknownImage(path, collection: company)
                }
                guard let file = open.location(of: path) else { throw EngineError.contentMissing(path) }
                do {
                    return try CompanyImage(try FileContent.read(file, limit: limit).bytes, path)
                } catch is FileContent.Failure {
                    throw EngineError.contentMissing(path)
                }
            }
        case .collection(let collection):
            guard let engine else { throw EngineError.unknownCollection(company) }
            let image = try await engine.image(named: path, in: collection)
            return try CompanyImage(try await engine.content(of: image, in: collection), path)
        }
    }
}

extension CompanyImage {
    fileprivate init(_ bytes: [UInt8], _ path: String) throws {
        guard let format = PictureFormat.sniff(bytes) else { throw EngineError.contentMissing(path) }
        self.init(bytes: bytes, format: format, hash: contentHash(bytes))
    }
}

extension OpenCompany {
    /// Where an image is on this machine, links followed.
    fileprivate func location(of path: String) -> String? {
        for root in facts.roots {
            guard let folder = Self.resolved(root), folder != "/",
                let file = Self.resolved("\(root)/\(path)"), file.hasPrefix(folder + "/")
            else { continue }
            return file
        }
        return nil
    }

    private static func resolved(_ path: String) -> String? {
        guard !path.utf8.contains(0), let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}

extension Engine {
    /// The image of a collection that a search of companies calls so: by the path below its folder, or by its name.
    fileprivate func image(named path: String, in collection: OpenCollection) async throws -> ImageRecord {
        let root = collection.record.directory.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
        let stem = (path as NSString).deletingPathExtension
        let ids = [(stem as NSString).lastPathComponent, stem, path]
        for image in try await catalogue.images(ids: ids, in: collection.recordID)
        where image.path == path || image.path == root + path || image.path == nil && image.name == path {
            return image
        }
        throw EngineError.unknownImage(path, collection: collection.name)
    }
}
