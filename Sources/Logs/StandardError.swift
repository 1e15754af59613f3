internal import Foundation
internal import Synchronization

/// Writes whole lines to standard error.
enum StandardError {
    /// Lines of several threads don't mix.
    private static let lock = Mutex(())

    /// Writes all bytes, or none more once nobody reads them: a log is no reason to stop.
    static func write(_ line: String) {
        var line = line
        lock.withLock { _ in
            // The bytes are valid during the call.
            line.withUTF8 { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Foundation.write(
                        STDERR_FILENO, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count > 0 {
                        rest = rest.dropFirst(count)
                    } else if errno == EAGAIN {
                        wait()
                    } else if errno != EINTR {
                        return
                    }
                }
            }
        }
    }

    /// Waits until a reader that is behind has made room.
    private static func wait() {
        var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, 100)
    }
}
