/// Where the fields of a header stand, line ends included, by the rules by which messages are read.
struct HeaderLines {
    private(set) var fields: [Range<Int>] = []
    /// Behind an mbox envelope line, if there is one.
    private(set) var start = 0
    private(set) var usesCRLF = true

    init(_ octets: [UInt8]) {
        octets.withUnsafeBufferPointer { octets in
            var place = 0
            if let firstEnd = Self.lineEnd(octets, 0) { usesCRLF = firstEnd >= 2 && octets[firstEnd - 2] == 0x0D }
            let envelope = Array("From ".utf8)
            if octets.count > envelope.count, octets.starts(with: envelope), octets[envelope.count] != UInt8(ascii: ":") {
                place = Self.lineEnd(octets, 0) ?? octets.count
                start = place
            }
            while place < octets.count {
                let next = Self.lineEnd(octets, place) ?? octets.count
                let lead = octets[place]
                if lead == 0x0A || (lead == 0x0D && next - place <= 2) { return }
                if lead == 0x20 || lead == 0x09 {
                    if let last = fields.last { fields[fields.count - 1] = last.lowerBound..<next }
                    place = next
                    continue
                }
                guard Self.isField(octets, place..<next) else { return }
                fields.append(place..<next)
                place = next
            }
        }
    }

    private static func lineEnd(_ octets: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        octets[start...].firstIndex(of: 0x0A).map { $0 + 1 }
    }

    private static func isField(_ octets: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        guard let colon = octets[line].firstIndex(of: UInt8(ascii: ":")) else { return false }
        var nameEnd = colon
        while nameEnd > line.lowerBound, octets[nameEnd - 1] == 0x20 || octets[nameEnd - 1] == 0x09 { nameEnd -= 1 }
        guard nameEnd > line.lowerBound else { return false }
        return octets[line.lowerBound..<nameEnd].allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }
}
