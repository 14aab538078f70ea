import MailMessage

/// Where the fields of a header stand, line ends included, as ``Message`` reads them.
struct HeaderLines {
    let fields: [Range<Int>]
    /// Where a header begins that has no field: behind an mbox envelope line, if there is one.
    let start: Int
    let usesCRLF: Bool

    init(_ octets: [UInt8]) {
        let firstEnd = Self.lineEnd(octets, 0)
        usesCRLF = firstEnd < 2 || octets[firstEnd - 1] != 0x0A || octets[firstEnd - 2] == 0x0D
        start = octets.starts(with: Array("From ".utf8)) ? firstEnd : 0
        fields = Message(Octets(octets)).headers.map { field in
            let value = field.valueRange
            // The name stands on the line on which the value begins.
            var begin = value.lowerBound
            while begin > 0, octets[begin - 1] != 0x0A { begin -= 1 }
            return begin..<Self.lineEnd(octets, value.upperBound)
        }
    }

    /// Behind the line end at or after an offset.
    private static func lineEnd(_ octets: [UInt8], _ offset: Int) -> Int {
        octets[offset...].firstIndex(of: 0x0A).map { $0 + 1 } ?? octets.count
    }
}
