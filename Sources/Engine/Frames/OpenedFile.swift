internal import Foundation
public import LookalikeCatalogue
internal import LookalikeWorkThreads

/// A file that clients may read a part of, open for reading. It is closed with the object.
public final class OpenedFile: Sendable {
    private let descriptor: Int32
    /// In bytes, when it was opened.
    public let size: Int64
    /// Another one for another version of the file, in quotes, as HTTP has it.
    public let tag: String

    /// Opens the file at a path. Blocks.
    ///
    /// - Throws: ``FileReadError``.
    public init(_ path: String) throws(FileReadError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileReadError(detail: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileReadError(detail: "it is not a file")
        }
        let signature = FileSignature(status)
        size = signature.size
        tag = "\"\(signature.inode)-\(signature.size)-\(signature.modified)\""
    }

    deinit { close(descriptor) }

    /// Some bytes of the file.
    ///
    /// - Parameter count: the most bytes.
    /// - Throws: ``FileReadError``, also where the file has become shorter.
    public func read(at place: Int64, count: Int) async throws -> [UInt8] {
        try await Blocking.run { [self] in
            var code: Int32 = 0
            // Sound: `pread` never fills more than the capacity, and tells how much it filled.
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                var got = pread(descriptor, buffer.baseAddress, count, Int(place))
                while got < 0, errno == EINTR {
                    got = pread(descriptor, buffer.baseAddress, count, Int(place))
                }
                if got < 0 { code = errno } else { filled = got }
            }
            if code != 0 { throw FileReadError(detail: String(cString: strerror(code))) }
            if bytes.isEmpty { throw FileReadError(detail: "it has become shorter") }
            return bytes
        }
    }
}

extension Engine {
    /// Opens the file that an image is, or is a part of. Files of the collection's roots and uploads have one.
    ///
    /// - Throws: ``EngineError/contentMissing(_:)``.
    public func openFile(of image: ImageRecord, in collection: OpenCollection) async throws -> OpenedFile {
        let path = try contentPath(of: image, in: collection)
        return try await Blocking.run {
            do {
                return try OpenedFile(path)
            } catch {
                throw EngineError.contentMissing(image.id)
            }
        }
    }
}
