internal import Foundation
internal import LookalikeWeights

extension Graph {
    /// Bytes of the ONNX file, known without reading any weights.
    public var byteCount: Int { message.count }

    /// The ONNX file in memory, for small networks.
    ///
    /// - Throws: ``ONNXError`` if weights can't be read or have another length than their shape says.
    public func bytes() throws(ONNXError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        try write { piece throws(ONNXError) in bytes += piece }
        return bytes
    }

    /// Writes the ONNX file with one tensor in memory at a time. Equal graphs give equal bytes. The file appears
    /// under its name when it is whole and on the disk; a file that was there before is replaced then.
    ///
    /// - Throws: ``ONNXError``; nothing is left behind then.
    public func write(to path: String) throws(ONNXError) {
        let file = try NewFile(at: path)
        do throws(ONNXError) {
            try write { piece throws(ONNXError) in try file.append(piece) }
            try file.finish()
        } catch {
            file.remove()
            throw error
        }
    }

    private func write(_ take: ([UInt8]) throws(ONNXError) -> Void) throws(ONNXError) {
        let message = message
        guard message.count <= Int(Int32.max) else { throw .tooLarge(message.count) }
        for piece in message.pieces {
            switch piece {
            case .bytes(let bytes): try take(bytes)
            case .initializer(let initializer): try take(try initializer.elements())
            }
        }
    }
}

extension Initializer {
    func elements() throws(ONNXError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(WeightFileError) {
            bytes = try load()
        } catch {
            throw .weights(name: name, error)
        }
        guard bytes.count == byteCount else {
            throw .wrongLength(name: name, expected: byteCount, found: bytes.count)
        }
        return bytes
    }
}

/// A file that is written under a name of its own and gets its real name when it is whole.
private struct NewFile {
    let path: String
    let temporary: String
    let descriptor: Int32

    init(at path: String) throws(ONNXError) {
        self.path = path
        temporary = "\(path).\(UUID().uuidString.prefix(8)).part"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .failed("creating", temporary) }
    }

    func append(_ bytes: [UInt8]) throws(ONNXError) {
        var written = 0
        while written < bytes.count {
            // Sound: the pointer is used within the closure, for the bytes that are left of the array.
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress! + written, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .failed("writing", temporary) }
            written += count
        }
    }

    func finish() throws(ONNXError) {
        guard fsync(descriptor) == 0 else { throw .failed("writing to disk", temporary) }
        guard rename(temporary, path) == 0 else { throw .failed("naming", path) }
        close(descriptor)
    }

    func remove() {
        close(descriptor)
        unlink(temporary)
    }
}

extension ONNXError {
    fileprivate static func failed(_ action: String, _ path: String) -> ONNXError {
        .unwritable(detail: "\(action) \(path): \(String(cString: strerror(errno)))")
    }
}
