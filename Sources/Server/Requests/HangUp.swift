internal import Logging
internal import NIOCore
internal import Synchronization

/// Notices that a client has disconnected while its request waits, so that useless work is not started.
enum HangUp {
    /// Runs `body`, cancelling it when the client's connection closes or `interrupt` fires.
    static func cancelling<Result: Sendable>(
        _ context: AppContext, interrupt: OneTimeSignal,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let connection = try? await context.channel.pipeline.handler(type: HangUpHandler.self).get()
        let task = Task { try await body() }
        interrupt.onFire { task.cancel() }
        let registration = connection?.signal.onFire { [logger = context.logger] in
            logger.debug("the client hung up")
            task.cancel()
        }
        defer { if let registration { connection?.signal.forget(registration) } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

/// A handler in each connection's pipeline that notices its end.
///
/// A client that only stops sending (a half-closed connection) is treated as gone, because it looks the same.
final class HangUpHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = any Sendable

    let signal = OneTimeSignal()

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { signal.fire() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        signal.fire()
        context.fireChannelInactive()
    }
}

/// An event that happens at most once, with actions to run then.
final class OneTimeSignal: Sendable {
    private struct State {
        var isFired = false
        var next = 0
        var actions: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Runs `action` when the event happens, or now if it has happened.
    ///
    /// - Returns: a token for ``forget(_:)``.
    @discardableResult
    func onFire(_ action: @escaping @Sendable () -> Void) -> Int {
        let (number, fired) = state.withLock { state in
            state.next += 1
            if !state.isFired { state.actions[state.next] = action }
            return (state.next, state.isFired)
        }
        if fired { action() }
        return number
    }

    func forget(_ number: Int) {
        state.withLock { $0.actions[number] = nil }
    }

    func fire() {
        let actions = state.withLock { state in
            state.isFired = true
            defer { state.actions = [:] }
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }
}
