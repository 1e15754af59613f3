internal import NIOCore
internal import Synchronization

/// Notices that a client has gone while its request waits, so that work nobody will read is not begun.
enum HangUp {
    /// Runs `body`, cancelling it when the client's connection closes.
    static func cancelling<Result: Sendable>(
        _ channel: any Channel, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let watcher = try? await channel.pipeline.handler(type: HangUpHandler.self).get() else {
            return try await body()
        }
        let task = Task { try await body() }
        let registration = watcher.signal.onHangUp { task.cancel() }
        defer { watcher.signal.forget(registration) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

/// Sits in every connection's pipeline and hears its end.
final class HangUpHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = any Sendable

    let signal = HangUpSignal()

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { signal.fire() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        signal.fire()
        context.fireChannelInactive()
    }
}

/// What to do when a connection ends.
final class HangUpSignal: Sendable {
    private struct State {
        var isFired = false
        var next = 0
        var actions: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    func onHangUp(_ action: @escaping @Sendable () -> Void) -> Int {
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
