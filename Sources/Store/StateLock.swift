import Glibc

/// The ownership of a state directory: an exclusive `flock(2)` on `<state>/lock`, released when the last reference goes,
/// or the process ends in whatever way. Child processes do not inherit it.
public final class StateLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``StoreError/locked(path:process:)`` when another owner has it; ``StoreError/system(call:path:errno:)``.
    public init(directory: String) throws(StoreError) {
        let path = directory + "/lock"
        let descriptor = try SystemCall.check("open", path) { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        do {
            try SystemCall.check("flock", path) { flock(descriptor, LOCK_EX | LOCK_NB) }
        } catch {
            let owner = Self.recordedProcess(descriptor)
            close(descriptor)
            if case .system(_, _, EWOULDBLOCK) = error { throw .locked(path: directory, process: owner) }
            throw error
        }
        self.descriptor = descriptor
        let text = Array("\(getpid())\n".utf8)
        // Only for people who look: a failure to write the id takes nothing from the lock.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }

    /// Gives the directory up before the last reference goes. May be called twice.
    func release() { flock(descriptor, LOCK_UN) }

    deinit {
        // Said aloud: a child that another thread is just forking has the descriptor until it executes, and with it the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The process id in the lock file, if there is one.
    private static func recordedProcess(_ descriptor: Int32) -> Int32? {
        var octets = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &octets, octets.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: octets[..<count].prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
    }
}
