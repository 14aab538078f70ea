import Glibc

/// The few system calls of this target, with their errors as ``StoreError``.
enum SystemCall {
    /// Repeats `call` while it is interrupted; -1 becomes ``StoreError/system(call:path:errno:)``.
    @discardableResult
    static func check(_ name: String, _ path: String, _ call: () -> Int32) throws(StoreError) -> Int32 {
        while true {
            let result = call()
            if result != -1 { return result }
            if errno != EINTR { throw .system(call: name, path: path, errno: errno) }
        }
    }

    /// The system's sentence for an error number.
    static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
