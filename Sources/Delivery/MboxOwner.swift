import Glibc

/// The process of this host that a lock file names.
struct MboxOwner {
    private let process: Int32

    init(_ process: Int32) {
        self.process = process
    }

    /// Whether the process that made something at that time, in seconds since 1970, has ended.
    ///
    /// Numbers are given out again, to threads as well: who bears it now and began later is somebody else.
    func isGone(since made: Int) -> Bool {
        if kill(process, 0) != 0, errno == ESRCH { return true }
        guard let (state, start) = status else { return false }
        // It has ended, and nobody has asked how.
        if state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") { return true }
        // The clock may have been set, the file's time comes from another: only what is clearly later counts.
        return start > made + 2
    }

    /// From /proc (proc_pid_stat(5)): the state, and when it began in seconds since 1970; nil where that can't be read.
    private var status: (state: UInt8, start: Int)? {
        let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: 1024)
        octets.removeLast(octets.count - max(0, read(descriptor, &octets, octets.count)))
        // The program's name, in parentheses, may hold anything.
        guard let name = octets.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = octets[(name + 1)...].split(separator: UInt8(ascii: " "))
        let ticks = sysconf(Int32(_SC_CLK_TCK))
        guard fields.count > 19, let state = fields[0].first, let began = Int(String(decoding: fields[19], as: UTF8.self)), ticks > 0 else {
            return nil
        }
        var up = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &up) == 0 else { return nil }
        return (state, time(nil) - up.tv_sec + began / ticks)
    }
}
