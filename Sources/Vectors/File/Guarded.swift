#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A value protected by a system lock. The same as `Synchronization.Mutex`, except that on Linux the thread sanitizer
/// does not understand that one and reports every value it protects as a race.
///
/// `@unchecked Sendable`: the value is only touched with the lock held, and can be sent.
final class Guarded<Value: Sendable>: @unchecked Sendable {
    private var value: Value
    /// At one place for as long as this lives, as the system wants it.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init(_ value: Value) {
        self.value = value
        mutex.initialize(to: pthread_mutex_t())
        let failure = pthread_mutex_init(mutex, nil)
        precondition(failure == 0, "no lock: error \(failure)")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Waits for other users of the value. Not reentrant.
    func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
