import Glibc

/// A regular file mapped read-only, unmapped when the last owner goes.
///
/// `@unchecked Sendable`, because the mapping is private and read-only, `base` and `count` never change after `init`,
/// and only `deinit`, which runs once and after every reader, ends it. The caller must not map a file that somebody
/// shortens while it is read: spool files are written once and renamed into place.
final class MappedFile: @unchecked Sendable {
    let base: UnsafeRawPointer?
    let count: Int

    /// MADV_POPULATE_READ
    private static let populate: Int32 = 22

    init(path: String) throws(MailMessageError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        count = Int(status.st_size)
        guard count > 0 else {
            base = nil
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .unreadable(path: path, errno: errno)
        }
        // All of it is read now: of a page that can't be read the system tells here by an error, and later only by SIGBUS. Before
        // Linux 5.14 it does not know this (EINVAL). Of a large file the pages stay with the system, not in this process' memory.
        for start in stride(from: 0, to: count, by: Self.stretch) {
            let length = min(Self.stretch, count - start)
            guard madvise(address + start, length, Self.populate) == 0 || errno == EINVAL else {
                let code = errno == EFAULT ? EIO : errno
                munmap(address, count)
                throw .unreadable(path: path, errno: code)
            }
            if count > 2 * Self.stretch { madvise(address + start, length, MADV_DONTNEED) }
        }
        base = UnsafeRawPointer(address)
    }

    deinit {
        if let base { munmap(UnsafeMutableRawPointer(mutating: base), count) }
    }
}
