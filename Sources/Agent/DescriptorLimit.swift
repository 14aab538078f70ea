import Glibc

/// How many files and connections this process may have open at once (RLIMIT_NOFILE).
enum DescriptorLimit {
    /// Below this no round comes to an end: folders, ledger, connections and the event loop, which can't tell of a want of descriptors.
    static let least: rlim_t = 64

    /// Takes what the system allows, up to the hard limit.
    ///
    /// - Throws: ``AgentError`` of kind `storage` where that is less than ``least``.
    static func raise() throws(AgentError) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        if limit.rlim_cur < least, limit.rlim_max > limit.rlim_cur {
            limit.rlim_cur = min(limit.rlim_max, 1024)
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        guard limit.rlim_cur >= least else {
            throw AgentError(.storage, "this process may have only \(limit.rlim_cur) files open at once (ulimit -n), and needs \(least)")
        }
    }
}
