internal import Glibc

/// Line ends of a message that were not CRLF.
public struct BareLineEnds: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A LF without a CR before it.
    public static let lf = BareLineEnds(rawValue: 1)
    /// A CR without a LF behind it.
    public static let cr = BareLineEnds(rawValue: 2)
}

/// Turns CRLF into LF as octets stream by, right at every split; bare LF and bare CR stay as they are and are noted.
public struct LineEndNormalizer: Sendable {
    /// What was seen so far.
    public private(set) var bareLineEnds: BareLineEnds = []
    /// The last octet was a CR whose meaning the next octet tells.
    private var pendingCR = false

    public init() {}

    /// Appends the octets with LF line ends. A CR at the very end is held until the next call or ``finish(into:)``.
    public mutating func append(_ octets: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        guard let base = octets.baseAddress, octets.count > 0 else { return }
        var start = 0
        let end = octets.count
        if pendingCR {
            pendingCR = false
            if octets[0] == 0x0A {
                output.append(0x0A)
                start = 1
            } else {
                bareLineEnds.insert(.cr)
                output.append(0x0D)
            }
        }
        while start < end {
            guard let found = memchr(base + start, 0x0A, end - start) else { break }
            let feed = UnsafeRawPointer(found) - base
            let crlf = feed > start && octets[feed - 1] == 0x0D
            if !crlf { bareLineEnds.insert(.lf) }
            let text = crlf ? feed - 1 : feed
            if memchr(base + start, 0x0D, text - start) != nil { bareLineEnds.insert(.cr) }
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: octets[start..<text]))
            output.append(0x0A)
            start = feed + 1
        }
        guard start < end else { return }
        var text = end
        if octets[end - 1] == 0x0D {
            pendingCR = true
            text -= 1
        }
        if memchr(base + start, 0x0D, text - start) != nil { bareLineEnds.insert(.cr) }
        output.append(contentsOf: UnsafeRawBufferPointer(rebasing: octets[start..<text]))
    }

    /// The message is over: a CR held back is a bare one.
    public mutating func finish(into output: inout [UInt8]) {
        guard pendingCR else { return }
        pendingCR = false
        bareLineEnds.insert(.cr)
        output.append(0x0D)
    }
}
