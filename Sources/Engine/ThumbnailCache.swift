internal import LookalikeEmbedding
internal import LookalikePictures
internal import Synchronization

/// Small JPEGs of images, made on first request; the latest few thousand stay in memory.
public final class ThumbnailCache: Sendable {
    private struct Key: Hashable {
        let hash: String
        let size: Int
    }

    private struct State {
        var images: [Key: [UInt8]] = [:]
        /// Oldest first.
        var order: [Key] = []
        var bytes = 0
    }

    private let scheduler: EmbeddingScheduler
    private let limits: DecodingLimits
    private let capacity = 64 << 20
    private let state = Mutex(State())

    init(scheduler: EmbeddingScheduler, limits: DecodingLimits) {
        self.scheduler = scheduler
        self.limits = limits
    }

    /// A JPEG whose long side has at most `size` pixels.
    ///
    /// - Parameters:
    ///   - hash: of the image's bytes, or what stands for it.
    ///   - isChecked: whether `load` itself makes sure that the bytes are those of the hash.
    ///   - load: returns the bytes when needed. If they don't match the hash, such as those of a file that changed
    ///     since the last sync, the thumbnail is not cached.
    /// - Throws: what `load` throws, ``PictureError``, ``EmbeddingError/overloaded(retryAfter:)``.
    public func thumbnail(
        hash: String, size: Int, isChecked: Bool = false, load: () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        let key = Key(hash: hash, size: size)
        if let made = state.withLock({ $0.images[key] }) { return made }
        let bytes = try await load()
        var options = DecodingOptions()
        options.limits = limits
        let decoding = options
        let (made, isKept) = try await scheduler.run(priority: .interactive, weight: bytes.count) {
            (
                try Thumbnail.jpeg(of: bytes, longSide: size, options: decoding),
                isChecked || contentHash(bytes) == hash
            )
        }
        guard isKept else { return made }
        state.withLock { state in
            guard state.images.updateValue(made, forKey: key) == nil else { return }
            state.order.append(key)
            state.bytes += made.count
            while state.bytes > capacity, let oldest = state.order.first {
                state.order.removeFirst()
                state.bytes -= state.images.removeValue(forKey: oldest)?.count ?? 0
            }
        }
        return made
    }
}
