internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Reads a request's body once, within a time limit, and to its end if the client would otherwise not receive the
/// answer.
final class BodyReader: Sendable {
    private struct State {
        var isBegun = false
        var isFinished = false
        var received = 0
        var isLate = false
    }

    /// A body may take this long, plus a second for each ``bytesPerSecond``: memory for uploads is shared, and a slow
    /// body must not keep it from others.
    private static let grace: Duration = .seconds(30)
    private static let bytesPerSecond = 32 << 10
    /// Most bytes that are read and dropped for a client that does not read while it sends.
    private static let drained = 64 << 20
    /// How long an answered client may send nothing before it is disconnected.
    private static let silence: Duration = .seconds(1)

    private let request: Request
    private let coding: BodyCoding
    private let state = Mutex(State())
    /// Fires if the body arrives too slowly.
    let tooSlow = OneTimeSignal()

    init(_ request: Request) {
        self.request = request
        coding = BodyCoding(request)
    }

    /// Passes the body's pieces to `take`, inflated if they are compressed, until it throws.
    ///
    /// - Throws: errors of `take`, ``APIError`` 408, ``InflateError``, ``BodyInterrupted``.
    func read(_ take: (ByteBuffer) async throws -> Void) async throws {
        guard coding == .gzip else { return try await receive(take) }
        let inflater = try BodyInflater()
        try await receive { buffer in
            inflater.feed(Array(buffer.readableBytesView))
            while let bytes = try inflater.next() { try await take(ByteBuffer(bytes: bytes)) }
        }
        try inflater.finish()
    }

    /// Passes on what arrives, as it is.
    private func receive(_ take: (ByteBuffer) async throws -> Void) async throws {
        state.withLock { $0.isBegun = true }
        let watch = watchPace()
        defer { watch.cancel() }
        var failure: (any Error)?
        do {
            for try await buffer in request.body {
                let received = state.withLock { state in
                    state.received += buffer.readableBytes
                    return state.received
                }
                if let failure {
                    if received > Self.drained { throw failure }
                    continue
                }
                do { try await take(buffer) } catch {
                    guard request.waitsToSendAll else { throw Refused(error: error) }
                    failure = error
                }
            }
        } catch let refused as Refused {
            throw refused.error
        } catch {
            if let failure { throw failure }
            throw state.withLock { $0.isLate } ? APIError.tooSlow : BodyInterrupted(cause: error)
        }
        state.withLock { $0.isFinished = true }
        if let failure { throw failure }
    }

    /// Reads and drops the body of a refused request, if nothing of it was read.
    func drainIfNeeded() async {
        guard request.waitsToSendAll, !state.withLock({ $0.isBegun }) else { return }
        struct Enough: Error {}
        var count = 0
        try? await receive { buffer in
            count += buffer.readableBytes
            if count > Self.drained { throw Enough() }
        }
    }

    /// As ``drainIfNeeded()``, until nothing arrives for a while: for after the answer.
    func lingerIfNeeded() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.drainIfNeeded() }
            group.addTask {
                var before = -1
                while true {
                    let received = self.state.withLock { $0.received }
                    if received == before { return }
                    before = received
                    // Cancelled when everything has arrived.
                    guard (try? await Task.sleep(for: Self.silence)) != nil else { return }
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func watchPace() -> Task<Void, any Error> {
        Task { [self] in
            let clock = ContinuousClock()
            let begin = clock.now
            while true {
                try await Task.sleep(for: .seconds(5), tolerance: .seconds(1))
                let allowed = state.withLock { Self.grace + .seconds($0.received / Self.bytesPerSecond) }
                guard clock.now - begin > allowed else { continue }
                state.withLock { $0.isLate = true }
                tooSlow.fire()
                return
            }
        }
    }

    /// An error of `take`, as opposed to one of the connection.
    private struct Refused: Error {
        let error: any Error
    }
}

/// The connection ended, or its data stopped being HTTP, before the body was complete.
struct BodyInterrupted: Error {
    /// For the server's own error handling.
    let cause: any Error
}

extension APIError {
    static let tooSlow = APIError(
        status: .requestTimeout, message: "The upload came too slowly and was given up.",
        headers: [.connection: "close"])
}

extension Request {
    /// Whether the connection closes after the answer while the client is still sending, so that it would find a
    /// broken connection instead of the answer. On connections that stay open the server reads the rest itself.
    fileprivate var waitsToSendAll: Bool {
        headers[.connection]?.lowercased() == "close" && headers[.expect] == nil
    }
}
