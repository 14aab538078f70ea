import CLinux
import Glibc
import Synchronization

/// One run of another program: an argument vector, no shell, bounded in time and output.
///
/// The program gets `/dev/null` as its input, default signal handling, and a process group of its own,
/// which is killed as a whole when a bound is met. ``run(limit:maximumOutput:)`` blocks: call it from a thread of its own.
struct ExternalCommand: Sendable {
    let arguments: [String]
    let environment: [String: String]

    enum Status: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    struct End: Sendable {
        let status: Status
        let standardOutput: [UInt8]
        /// The first octets of it; the rest is read and dropped.
        let standardError: [UInt8]
    }

    enum Failure: Error, Equatable {
        case notStarted(String)
        case timedOut
        case outputTooLong
    }

    /// Held while a pipe is made and while a program is started, so that no program inherits the pipe of another
    /// in the moment before it is marked close-on-exec.
    private static let starting = Mutex(())

    func run(limit: Duration, maximumOutput: Int) throws(Failure) -> End {
        guard var output = Self.starting.withLock({ _ in Pipe() }), var errors = Self.starting.withLock({ _ in Pipe() }) else {
            throw .notStarted(FileContents.words(errno))
        }
        let process = try spawn(output: output, errors: errors)
        output.closeWriter()
        errors.closeWriter()
        do throws(Failure) {
            let deadline = ContinuousClock.now + limit
            let (standardOutput, standardError) = try Self.drain(output, errors, until: deadline, maximum: maximumOutput)
            let status = try Self.wait(for: process, until: deadline)
            return End(status: status, standardOutput: standardOutput, standardError: standardError)
        } catch {
            kill(-process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            throw error
        }
    }

    private func spawn(output: borrowing Pipe, errors: borrowing Pipe) throws(Failure) -> pid_t {
        guard let program = arguments.first, !program.isEmpty else { throw .notStarted("it names no program") }
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else { throw .notStarted("an argument contains NUL") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writer, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writer, 2)
        // Not everything that others open in this process is marked to be closed.
        _ = CLinux.posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = environment.filter { !$0.key.utf8.contains(0) && !$0.value.utf8.contains(0) }
        var vector = arguments.map { strdup($0) } + [nil]
        var surroundings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for pointer in vector { free(pointer) }
            for pointer in surroundings { free(pointer) }
        }
        var process: pid_t = 0
        let code = Self.starting.withLock { _ in
            posix_spawnp(&process, program, &actions, &attributes, &vector, &surroundings)
        }
        guard code == 0 else { throw .notStarted(FileContents.words(code)) }
        return process
    }

    /// Reads both ends until both are closed. Of errors only the first 4 KB are kept.
    private static func drain(
        _ output: borrowing Pipe, _ errors: borrowing Pipe, until deadline: ContinuousClock.Instant, maximum: Int
    ) throws(Failure) -> ([UInt8], [UInt8]) {
        var collected: [[UInt8]] = [[], []]
        var ends = [pollfd(fd: output.reader, events: Int16(POLLIN), revents: 0), pollfd(fd: errors.reader, events: Int16(POLLIN), revents: 0)]
        var piece = [UInt8](repeating: 0, count: 4096)
        while ends.contains(where: { $0.fd >= 0 }) {
            let ready = poll(&ends, nfds_t(ends.count), milliseconds(until: deadline))
            if ready < 0 {
                if errno == EINTR { continue }
                throw .notStarted(FileContents.words(errno))
            }
            guard ready > 0 else { throw .timedOut }
            for index in ends.indices where ends[index].fd >= 0 && ends[index].revents != 0 {
                let descriptor = ends[index].fd
                let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
                if count > 0 {
                    let room = (index == 0 ? maximum + 1 : 4096) - collected[index].count
                    collected[index].append(contentsOf: piece.prefix(min(count, max(0, room))))
                } else if count == 0 || errno != EINTR {
                    ends[index].fd = -1
                }
            }
            guard collected[0].count <= maximum else { throw .outputTooLong }
            guard ContinuousClock.now < deadline else { throw .timedOut }
        }
        return (collected[0], collected[1])
    }

    /// The program has closed its output and will mostly be gone; one that lingers is looked at every ten milliseconds.
    private static func wait(for process: pid_t, until deadline: ContinuousClock.Instant) throws(Failure) -> Status {
        while true {
            var status: Int32 = 0
            let found = waitpid(process, &status, WNOHANG)
            if found == process {
                let signal = status & 0x7F
                return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
            }
            if found < 0, errno != EINTR { return .exited(0) }
            guard ContinuousClock.now < deadline else { throw .timedOut }
            usleep(10_000)
        }
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = ContinuousClock.now.duration(to: deadline)
        let (seconds, attoseconds) = left.components
        let total = Double(seconds) * 1000 + Double(attoseconds) / 1e15
        return Int32(max(0, min(total.rounded(.up), 1_000_000)))
    }
}

/// The two ends of a pipe; both are closed when it goes.
private struct Pipe: ~Copyable {
    let reader: Int32
    private(set) var writer: Int32

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reader = ends[0]
        writer = ends[1]
    }

    mutating func closeWriter() {
        if writer >= 0 { close(writer) }
        writer = -1
    }

    deinit {
        if writer >= 0 { close(writer) }
        close(reader)
    }
}
