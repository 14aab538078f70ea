internal import Glibc

/// The file of the control socket in a state directory. Paths that are too long for a socket's address go over `/proc/self/fd`.
struct SocketFile {
    static let name = "control.sock"
    /// Where it is bound before it takes the place of a former one.
    private static let newName = ".control.sock.new"

    let directory: String
    private let device: dev_t
    private let inode: ino_t

    /// Makes a listening socket, mode 0600, in the place of one that is there.
    ///
    /// The mode is the socket's before it has a name, and the name is its own before it is `control.sock`: nobody else can connect
    /// at any time, and there is no time when an old one answers nobody. The caller owns the directory's lock.
    ///
    /// - Returns: The descriptor, which the caller has to close, and the file.
    static func listen(in directory: String, backlog: Int) throws(ServiceError) -> (descriptor: Int32, file: SocketFile) {
        let folder = try open(directory)
        defer { close(folder) }
        let descriptor = try makeSocket(directory)
        do throws(ServiceError) {
            try check("set the mode of", directory) { fchmod(descriptor, 0o600) }
            let path = directory + "/" + newName
            if unlinkat(folder, newName, 0) != 0, errno != ENOENT { throw .system(call: "remove", path: path, errno: errno) }
            let address = try address(of: newName, in: directory, folder: folder)
            try check("bind", path) { address.withSocketAddress { bind(descriptor, $0, $1) } }
            try check("listen at", path) { Glibc.listen(descriptor, Int32(clamping: backlog)) }
            var status = stat()
            try check("look at", path) { fstatat(folder, newName, &status, AT_SYMLINK_NOFOLLOW) }
            try check("rename", path) { renameat(folder, newName, folder, name) }
            return (descriptor, SocketFile(directory: directory, device: status.st_dev, inode: status.st_ino))
        } catch {
            unlinkat(folder, newName, 0)
            close(descriptor)
            throw error
        }
    }

    /// Takes the file away, unless another has its place.
    func remove() {
        guard let folder = try? Self.open(directory) else { return }
        defer { close(folder) }
        var status = stat()
        guard fstatat(folder, Self.name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_dev == device, status.st_ino == inode else { return }
        unlinkat(folder, Self.name, 0)
    }

    /// A connected socket, which the caller has to close; does not wait.
    ///
    /// - Throws: ``ServiceError/nobodyListens(directory:)``; ``ServiceError/busy`` when the socket's queue is full.
    static func connect(in directory: String) throws(ServiceError) -> Int32 {
        let folder: Int32
        do {
            folder = try open(directory)
        } catch {
            if case .system(_, _, ENOENT) = error { throw .nobodyListens(directory: directory) }
            throw error
        }
        defer { close(folder) }
        let address = try address(of: name, in: directory, folder: folder)
        let descriptor = try makeSocket(directory)
        do throws(ServiceError) {
            try check("connect to", directory + "/" + name) { address.withSocketAddress { Glibc.connect(descriptor, $0, $1) } }
            return descriptor
        } catch {
            close(descriptor)
            switch error {
            case .system(_, _, ENOENT), .system(_, _, ECONNREFUSED): throw .nobodyListens(directory: directory)
            case .system(_, _, EAGAIN): throw .busy
            default: throw error
            }
        }
    }

    private static func open(_ directory: String) throws(ServiceError) -> Int32 {
        try check("open", directory) { Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }

    private static func makeSocket(_ directory: String) throws(ServiceError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        return try check("make a socket in", directory) { socket(AF_UNIX, kind, 0) }
    }

    private static func address(of name: String, in directory: String, folder: Int32) throws(ServiceError) -> UnixAddress {
        let path = directory + "/" + name
        guard let address = UnixAddress(path: path) ?? UnixAddress(path: "/proc/self/fd/\(folder)/\(name)") else {
            throw .system(call: "use", path: path, errno: ENAMETOOLONG)
        }
        return address
    }

    @discardableResult
    private static func check(_ call: String, _ path: String, _ body: () -> Int32) throws(ServiceError) -> Int32 {
        while true {
            let result = body()
            if result != -1 { return result }
            if errno != EINTR { throw .system(call: call, path: path, errno: errno) }
        }
    }
}
