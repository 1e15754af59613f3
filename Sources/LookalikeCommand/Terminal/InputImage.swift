import Foundation
import LookalikeEngine
import LookalikePictures

/// An image named on the command line: a file, or a pipe such as the shell's `<(…)`.
enum InputImage {
    /// - Parameter limit: reading stops after this many bytes, whatever the file says of its size.
    /// - Throws: ``CommandFailure``, ``/LookalikePictures/PictureError``.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw CommandFailure("\(path) is a folder: name an image in it.")
        }
        guard !Engine.isVideo(named: path) else {
            throw CommandFailure(
                "\(path) is a video, and a search is by an image: save a frame of it as a picture first.")
        }
        let size = Int(status.st_size)
        if size > limit {
            throw CommandFailure("\(path): \(PictureError.tooManyBytes(actual: size, limit: limit))")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
        throw CommandFailure("\(path) has more than \(limit) bytes, which is the most that is read.")
    }

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        let detail = code == ENOENT ? "there is no such file" : String(cString: strerror(code))
        return CommandFailure("\(path) can't be read: \(detail).")
    }
}
