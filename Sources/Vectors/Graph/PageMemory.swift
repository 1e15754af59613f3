#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Zeroed memory straight from the system, on large pages where it has them: random access to a graph would
/// otherwise wait for page tables as well as for memory. Pages never touched take no memory.
///
/// `@unchecked Sendable`: what is in it, and who may touch it when, is its owner's to say.
final class PageMemory: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    init(byteCount: Int) {
        self.byteCount = max(byteCount, 1)
        let mapped = mmap(nil, self.byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
        // As where any other allocation fails.
        guard let mapped, mapped != MAP_FAILED else { fatalError("out of memory: \(byteCount) bytes") }
        base = mapped
        #if canImport(Glibc)
            madvise(mapped, self.byteCount, MADV_HUGEPAGE)
        #endif
    }

    deinit { munmap(base, byteCount) }
}
