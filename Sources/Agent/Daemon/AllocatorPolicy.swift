import CLinux

/// How a process that runs for a year treats glibc's allocator. By itself it keeps an arena for nearly every thread, and the threads
/// that work for mail come and go; what one batch needed would stay with each of them.
enum AllocatorPolicy {
    /// Arenas at most; two cores' worth of threads hardly wait for each other.
    private static let arenas: Int32 = 2

    /// To be called before the work begins.
    static func adopt() { _ = mallopt(Int32(POSTROOM_ARENA_MAX), arenas) }

    /// Gives back to the system what a round no longer needs; some milliseconds.
    static func giveBack() { _ = malloc_trim(0) }
}
