/// Room for `count` plain values, freed with its last reference; used by one thread.
final class Scratch<Value: BitwiseCopyable> {
    let pointer: UnsafeMutablePointer<Value>

    init(_ count: Int, repeating value: Value) {
        pointer = .allocate(capacity: max(1, count))
        pointer.initialize(repeating: value, count: count)
    }

    deinit { pointer.deallocate() }
}
