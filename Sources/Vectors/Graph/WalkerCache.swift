/// Memory of walks over one storage, kept for the next one.
final class WalkerCache: Sendable {
    private let idle = Guarded<[GraphWalker]>([])
    private static let most = 16

    func take(_ storage: GraphStorage, kernel: Kernel, capacity: Int) -> GraphWalker {
        let found = idle.withLock { idle -> GraphWalker? in
            guard let i = idle.lastIndex(where: { $0.poolCapacity >= capacity }) else { return nil }
            return idle.remove(at: i)
        }
        return found ?? GraphWalker(storage, kernel: kernel, poolCapacity: max(capacity, 256))
    }

    func giveBack(_ walker: GraphWalker) {
        idle.withLock { if $0.count < Self.most { $0.append(walker) } }
    }
}
