internal import Hummingbird
internal import LookalikeWorkThreads
internal import LookalikeZlib
internal import NIOCore
internal import Synchronization

/// Bytes that stay the same while the server runs. They are compressed once, when that is first asked for.
final class ConstantBody: Sendable {
    /// The plain bytes.
    let bytes: @Sendable () -> ByteBuffer
    /// Whether compressing it helps.
    private let isCompressible: Bool
    private let compression = Mutex<Task<ByteBuffer?, Never>?>(nil)
    /// The smallest that zlib makes: it is done once.
    private static let level = 9

    /// - Parameter count: how many bytes there are.
    init(mediaType: String, count: Int, _ bytes: @escaping @Sendable () -> ByteBuffer) {
        self.bytes = bytes
        isCompressible =
            ResponseCompression.isText(mediaType) && count >= ResponseCompression.minimumBytes
    }

    /// The bytes for a request, and whether they are compressed; `headers` get what caches have to know.
    func body(for request: Request, _ headers: inout HTTPFields) async -> ByteBuffer {
        guard let packed = await packed(for: request, &headers) else { return bytes() }
        headers[.contentEncoding] = "gzip"
        return packed
    }

    /// Nil if the plain bytes are to be sent.
    private func packed(for request: Request, _ headers: inout HTTPFields) async -> ByteBuffer? {
        guard isCompressible else { return nil }
        headers.addVary("Accept-Encoding")
        guard AcceptedCodings(request.headers[.acceptEncoding]).prefersGzip else { return nil }
        return await compressed.value
    }

    private var compressed: Task<ByteBuffer?, Never> {
        compression.withLock { known in
            if let known { return known }
            let bytes = bytes
            let task = Task {
                await Blocking.run { () -> ByteBuffer? in
                    let plain = Array(bytes().readableBytesView)
                    let packed = deflate(plain, .gzip, level: Self.level)
                    return packed.flatMap { $0.count < plain.count ? ByteBuffer(bytes: $0) : nil }
                }
            }
            known = task
            return task
        }
    }
}
