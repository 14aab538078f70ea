/// The body of a multi-line reply as it goes over the line (RFC 1939 §3).
public enum DotStuffing {
    /// `octets` with CRLF for every line end, dots stuffed, and the end `.` CRLF behind it.
    ///
    /// - Parameters:
    ///   - bodyLines: For TOP: lines after the first empty one; nil for all.
    ///   - stuffs: Whether dots are stuffed; a server that does not is broken.
    public static func encode(_ octets: [UInt8], bodyLines: Int? = nil, stuffs: Bool = true) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 16 + 8)
        var start = 0
        var linesLeft: Int?
        while start < octets.count {
            let end = octets[start...].firstIndex(of: 0x0A) ?? octets.count
            let hasCR = end > start && end < octets.count && octets[end - 1] == 0x0D
            let line = octets[start..<(hasCR ? end - 1 : end)]
            if let left = linesLeft {
                guard left > 0 else { break }
                linesLeft = left - 1
            } else if line.isEmpty, let bodyLines {
                linesLeft = bodyLines
            }
            if stuffs, line.first == 0x2E { result.append(0x2E) }
            result.append(contentsOf: line)
            result.append(contentsOf: [0x0D, 0x0A])
            start = end + 1
        }
        result.append(contentsOf: [0x2E, 0x0D, 0x0A])
        return result
    }

    /// The octets of a message as they go over the line, without stuffing: what LIST and STAT count.
    public static func size(_ octets: [UInt8]) -> Int {
        var count = octets.count
        var previous: UInt8 = 0x0A
        for octet in octets {
            if octet == 0x0A, previous != 0x0D { count += 1 }
            previous = octet
        }
        return previous == 0x0A ? count : count + 2
    }
}
