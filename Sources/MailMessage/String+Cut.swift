extension String {
    /// The text's beginning: so many octets of UTF-8, or fewer, since no character is cut.
    func cut(toOctets limit: Int) -> String {
        let octets = utf8
        guard octets.count > limit else { return self }
        var end = octets.index(octets.startIndex, offsetBy: max(0, limit))
        while end > octets.startIndex, octets[end] & 0xC0 == 0x80 { end = octets.index(before: end) }
        return String(self[..<end])
    }
}
