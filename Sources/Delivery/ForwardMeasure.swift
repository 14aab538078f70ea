/// Counts what octets cost on the line, over pieces cut anywhere.
struct ForwardMeasure {
    private var octets = 0
    /// Line ends of one octet, which become CRLF.
    private var bareLineEnds = 0
    private var last: UInt8 = 0
    private(set) var is8Bit = false

    mutating func add(_ piece: UnsafeRawBufferPointer) {
        var bare = 0
        var all: UInt8 = 0
        var last = last
        for octet in piece {
            all |= octet
            if octet == UInt8(ascii: "\n") {
                // The CR before it was taken for a bare one.
                bare &+= last == UInt8(ascii: "\r") ? -1 : 1
            } else if octet == UInt8(ascii: "\r") {
                bare &+= 1
            }
            last = octet
        }
        self.last = last
        octets += piece.count
        bareLineEnds += bare
        if all >= 0x80 { is8Bit = true }
    }

    /// With CRLF for every CRLF, CR and LF, and one at the end.
    var sizeOnTheLine: Int {
        let isEnded = octets > 0 && (last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r"))
        return octets + bareLineEnds + (isEnded ? 0 : 2)
    }
}
