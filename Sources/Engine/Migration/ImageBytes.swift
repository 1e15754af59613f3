internal import Foundation
internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeWorkThreads

/// The original bytes of stored images, or why they are not there.
struct ImageBytes: Sendable {
    let collection: OpenCollection
    /// Larger files are not read, unless they were when they were stored.
    let limits: DecodingLimits
    private var limit: Int { limits.maximumBytes }

    /// Why an image can't be embedded anew.
    struct Unavailable: Error {
        let reason: UnavailableImages.Reason
        var detail: String?
    }

    /// Reads an image, and compares it with the hash of its record. Blocks.
    func read(_ image: ImageRecord) throws(Unavailable) -> [UInt8] {
        let path = try path(of: image)
        if let frame = image.frame { return try read(frame, of: image, at: path) }
        let limit = max(limit, image.bytes)
        let content: FileContent
        do throws(FileContent.Failure) {
            content = try FileContent.read(path, limit: limit)
        } catch {
            switch error {
            case .vanished: throw Unavailable(reason: .missing)
            case .unreadable(let detail): throw Unavailable(reason: .unreadable, detail: detail)
            case .tooLarge:
                throw Unavailable(reason: .unreadable, detail: "\(error.asError(path: path, limit: limit))")
            }
        }
        guard contentHash(content.bytes) == image.contentHash else { throw Unavailable(reason: .changed) }
        return content.bytes
    }

    private func read(
        _ frame: ImageFrame, of image: ImageRecord, at path: String
    ) throws(Unavailable) -> [UInt8] {
        guard RootFolder.size(path) != nil else { throw Unavailable(reason: .missing) }
        guard FileDigest.matches(path, image) else { throw Unavailable(reason: .changed) }
        do {
            return try FramePicture.bytes(frame, of: path, limits: limits)
        } catch {
            throw Unavailable(reason: .unreadable, detail: "\(error)")
        }
    }

    /// Looks whether an image's file is there, without reading it. Blocks.
    func look(for image: ImageRecord) throws(Unavailable) {
        var status = stat()
        guard stat(try path(of: image), &status) == 0 else { throw Unavailable(reason: .missing) }
        let size = image.frame == nil ? image.bytes : Int(image.signature?.size ?? 0)
        if size > 0, Int(status.st_size) != size { throw Unavailable(reason: .changed) }
    }

    private func path(of image: ImageRecord) throws(Unavailable) -> String {
        if image.source == .vector { throw Unavailable(reason: .vectorOnly) }
        do {
            return try collection.contentPath(of: image)
        } catch {
            throw Unavailable(reason: .missing)
        }
    }
}

extension ImageBytes {
    /// Looks which images of a collection are not there; reads no file.
    func survey() async throws -> UnavailableImages {
        var found = UnavailableImages(collection.name)
        var last: Int64 = 0
        while true {
            let page = try await collection.catalogue.images(
                in: collection.recordID, after: last, limit: 1_000)
            guard let end = page.last?.recordID else { return found }
            last = end
            let ready = page.filter { $0.state == .ready }
            found.total += ready.count
            for example in await Blocking.run({ ready.compactMap(problem) }) { found.add(example) }
            try Task.checkCancellation()
        }
    }

    private func problem(of image: ImageRecord) -> UnavailableImages.Example? {
        do throws(Unavailable) {
            try look(for: image)
            return nil
        } catch {
            return UnavailableImages.Example(id: image.id, reason: error.reason, detail: error.detail)
        }
    }
}
