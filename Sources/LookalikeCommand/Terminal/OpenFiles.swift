import Foundation

/// Files that the process may have open.
enum OpenFiles {
    /// Each open collection and company takes two and each client one, and many systems begin with 1,024: raises that
    /// as far as the administrator allows. Where it can't be raised, opening says so when it comes to it.
    static func allowMany() {
        #if os(Linux)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < 65_536 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        _ = setrlimit(resource, &limit)
    }
}
