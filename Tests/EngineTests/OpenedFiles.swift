import Foundation
import TestSupport

/// The files of a folder that are opened, as the kernel tells.
final class OpenedFiles {
    private let descriptor: Int32

    init(in folder: String) throws {
        descriptor = inotify_init1(Int32(O_NONBLOCK) | Int32(O_CLOEXEC))
        guard descriptor >= 0, inotify_add_watch(descriptor, folder, UInt32(IN_OPEN)) >= 0 else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
    }

    deinit { close(descriptor) }

    /// Each once, sorted; those since the last call.
    func names() -> [String] {
        var names: Set<String> = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { return names.sorted() }
            // As inotify(7) has it: four 32-bit numbers, the last being the length of the name that follows.
            var offset = 0
            while offset < count {
                let length = buffer[(offset + 12)..<(offset + 16)].reversed().reduce(0) { $0 << 8 | Int($1) }
                let name = buffer[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }
                if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
                offset += 16 + length
            }
        }
    }
}

extension World {
    func settle() async throws { try await pictures.settle() }
}

extension TemporaryFolder {
    /// Waits until the kernel's clock has left the tick of the last change, in which a file's times prove nothing.
    func settle() async throws {
        let path = try write([], to: ".probe")
        var status = stat()
        stat(path, &status)
        try await eventually("the kernel's clock went on") {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME_COARSE, &now)
            return (now.tv_sec, now.tv_nsec) > (status.st_ctim.tv_sec, status.st_ctim.tv_nsec)
        }
    }
}
