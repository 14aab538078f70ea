import Glibc

/// Octet searches within a buffer.
enum MboxLines {
    /// The offset of the first such octet at `start` or behind it.
    static func offset(of octet: UInt8, in octets: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = octets.baseAddress, start < octets.count else { return nil }
        guard let found = memchr(base + start, Int32(octet), octets.count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }
}

extension [UInt8] {
    /// Lends the octets to a function with an error type of its own. The pointer must not outlive `body`.
    func withOctets<Value, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Value) throws(Failure) -> Value {
        try withUnsafeBufferPointer { (buffer) throws(Failure) in try body(UnsafeRawBufferPointer(buffer)) }
    }
}
