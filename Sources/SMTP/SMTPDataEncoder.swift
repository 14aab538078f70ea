/// A message as it goes over the line behind DATA (RFC 5321 §4.5.2), however it is cut into pieces.
///
/// Every CR and every LF that is not part of a CRLF becomes one, so that no server can see an end that we do not
/// (CVE-2023-51764 and its kin); then dots are stuffed. Everything else, NUL among it, passes unchanged.
public struct SMTPDataEncoder: Sendable {
    private enum Position {
        case lineStart, inLine
        /// A CR was written with its LF already; an LF that follows is that one.
        case afterCR
    }

    private var position = Position.lineStart

    public init() {}

    /// Appends the next octets to `output`.
    public mutating func encode(_ octets: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        var index = 0
        if position == .afterCR, let first = octets.first {
            position = .lineStart
            if first == 0x0A { index = 1 }
        }
        while index < octets.count {
            if position == .lineStart {
                if octets[index] == 0x2E { output.append(0x2E) }
                position = .inLine
            }
            var end = index
            while end < octets.count, octets[end] != 0x0A, octets[end] != 0x0D { end += 1 }
            if end > index { output.append(contentsOf: UnsafeRawBufferPointer(rebasing: octets[index..<end])) }
            guard end < octets.count else { return }
            output.append(0x0D)
            output.append(0x0A)
            position = .lineStart
            index = end + 1
            guard octets[end] == 0x0D else { continue }
            if index == octets.count {
                position = .afterCR
            } else if octets[index] == 0x0A {
                index += 1
            }
        }
    }

    /// Appends the end: the last line's CRLF if it has none, and the final dot.
    public mutating func finish(into output: inout [UInt8]) {
        if position == .inLine { output.append(contentsOf: [0x0D, 0x0A]) }
        output.append(contentsOf: [0x2E, 0x0D, 0x0A])
        position = .lineStart
    }
}
