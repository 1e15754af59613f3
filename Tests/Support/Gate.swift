internal import Foundation
internal import LookalikeEmbedding
public import LookalikeEngine

/// A gate before a network in Swift: a test stops images there and lets them go, so that work stays in its middle for as
/// long as it wants. They wait on the engine's own threads, so the others go on.
public final class Gate: @unchecked Sendable {
    // Sound: `condition` is locked wherever the others are used.
    private let condition = NSCondition()
    private var toBlock = 0
    private var waiting = 0
    private var openings = 0
    private var count = 0

    /// Open.
    public init() {}

    /// Images that came by.
    public var runs: Int { condition.withLock { count } }

    /// The next images wait until the gate is opened, this many; others don't.
    public func block(_ images: Int = 1) { condition.withLock { toBlock = images } }

    /// Lets all go.
    public func open() {
        condition.withLock {
            (toBlock, waiting) = (0, 0)
            openings += 1
            condition.broadcast()
        }
    }

    /// Waits until an image has come to wait.
    public func reached() async throws {
        try await eventually("an image came to the gate") { condition.withLock { waiting > 0 } }
    }

    private func pass() {
        condition.withLock {
            count += 1
            guard toBlock > 0 else { return }
            toBlock -= 1
            waiting += 1
            // A test that failed before it opened the gate keeps no thread for ever.
            let end = Date.now + 300
            let before = openings
            while openings == before, condition.wait(until: end) {}
        }
    }

    /// Whose networks the gate stands before.
    public var backend: FunctionBackend {
        FunctionBackend { inputs, dimension in
            inputs.map { input in
                self.pass()
                return FunctionBackend.means(input, dimension)
            }
        }
    }

    /// An engine with such networks.
    public func engine(
        _ data: String, adjust: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> Engine {
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data
        configuration.modelFolders = [Fixtures.models]
        configuration.defaultModel = "tiny"
        configuration.workers = 2
        adjust(&configuration)
        return try await Engine(configuration, purpose: "a test", backend: backend, builtIn: [])
    }
}
