import Glibc

/// Turns CRLF into LF over a stream that may be cut anywhere, and notes whether a CR or an LF stood alone.
/// Bare ones stay as they are: what is kept is the message, with the line ends of this system.
struct LineEndNormaliser {
    /// A CR or LF that was no part of a CRLF.
    private(set) var hasBareLineEnds = false
    /// The last octet was a CR whose meaning the next one tells.
    private var pendingCR = false

    /// Appends the octets' normal form to `output`.
    mutating func append(_ octets: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        // An empty piece may have an address; nothing behind it may be read.
        guard octets.count > 0, var cursor = octets.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let end = cursor + octets.count
        if pendingCR {
            pendingCR = false
            if cursor[0] == UInt8(ascii: "\n") {
                output.append(UInt8(ascii: "\n"))
                cursor += 1
            } else {
                hasBareLineEnds = true
                output.append(UInt8(ascii: "\r"))
            }
        }
        while cursor < end {
            guard let found = memchr(cursor, 13, end - cursor) else {
                copy(cursor, end, to: &output)
                return
            }
            let cr = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
            copy(cursor, cr, to: &output)
            if cr + 1 == end {
                pendingCR = true
                return
            }
            if cr[1] == UInt8(ascii: "\n") {
                output.append(UInt8(ascii: "\n"))
                cursor = cr + 2
            } else {
                hasBareLineEnds = true
                output.append(UInt8(ascii: "\r"))
                cursor = cr + 1
            }
        }
    }

    /// Ends the stream: a CR at the very end stood alone.
    mutating func finish(to output: inout [UInt8]) {
        if pendingCR {
            pendingCR = false
            hasBareLineEnds = true
            output.append(UInt8(ascii: "\r"))
        }
    }

    /// Copies a run without CR; an LF in it stands alone.
    private mutating func copy(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, to output: inout [UInt8]) {
        guard start < end else { return }
        if !hasBareLineEnds, memchr(start, 10, end - start) != nil { hasBareLineEnds = true }
        output.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
}
