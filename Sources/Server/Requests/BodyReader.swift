internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Reads a request's body once, in time, and to its end where the client would not hear the answer otherwise.
final class BodyReader: Sendable {
    private struct State {
        var isBegun = false
        var isFinished = false
        var received = 0
        var isLate = false
    }

    /// A body may take this long, and a second more for each ``bytesPerSecond``: room for uploads is shared, and one
    /// that trickles in must not keep it from others.
    private static let grace: Duration = .seconds(30)
    private static let bytesPerSecond = 32 << 10
    /// What is read and thrown away, at most, for a client that does not listen while it sends.
    private static let drained = 64 << 20
    /// How long a client that has its answer may send nothing before it is left.
    private static let silence: Duration = .seconds(1)

    private let request: Request
    private let state = Mutex(State())
    /// Fires when the body comes too slowly.
    let tooSlow = OneTimeSignal()

    init(_ request: Request) {
        self.request = request
    }

    /// Gives the body's pieces to `take`; where that throws, no more of them.
    ///
    /// - Throws: what `take` throws, ``APIError`` 408, ``BodyInterrupted``.
    func read(_ take: (ByteBuffer) async throws -> Void) async throws {
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

    /// Reads and drops what a refused request still sends, where nothing of it was read.
    func drainIfNeeded() async {
        guard request.waitsToSendAll, !state.withLock({ $0.isBegun }) else { return }
        struct Enough: Error {}
        var count = 0
        try? await read { buffer in
            count += buffer.readableBytes
            if count > Self.drained { throw Enough() }
        }
    }

    /// As ``drainIfNeeded()``, until nothing has come for a while: for after the answer, which the client has.
    func lingerIfNeeded() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.drainIfNeeded() }
            group.addTask {
                var before = -1
                while true {
                    let received = self.state.withLock { $0.received }
                    if received == before { return }
                    before = received
                    // Cancelled once all has come.
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

    /// What `take` threw, told apart from what the connection threw.
    private struct Refused: Error {
        let error: any Error
    }
}

/// The connection ended, or what came over it was no HTTP any more, before the body was complete.
struct BodyInterrupted: Error {
    /// What the server's own error handling is for.
    let cause: any Error
}

extension APIError {
    static let tooSlow = APIError(
        status: .requestTimeout, message: "The upload came too slowly and was given up.",
        headers: [.connection: "close"])
}

extension Request {
    /// Whether the connection closes after the answer while the client is still sending: it would then find the
    /// connection broken instead of the answer. On one that stays open the server reads what is left by itself.
    fileprivate var waitsToSendAll: Bool {
        headers[.connection]?.lowercased() == "close" && headers[.expect] == nil
    }
}
