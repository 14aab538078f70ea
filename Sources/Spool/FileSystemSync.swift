internal import Glibc

/// `syncfs(2)`, which the Swift overlay of glibc does not show: it stands behind `_GNU_SOURCE`. Looked up once by name instead.
enum FileSystemSync {
    private typealias Function = @convention(c) (CInt) -> CInt

    private static let function: Function? = dlsym(nil, "syncfs").map { unsafeBitCast($0, to: Function.self) }

    /// Waits until the whole file system of a descriptor is on disk.
    /// - Returns: 0, the error number, or nil where the C library has no such call.
    static func sync(_ descriptor: CInt) -> Int32? {
        guard let function else { return nil }
        return function(descriptor) == 0 ? 0 : errno
    }
}
