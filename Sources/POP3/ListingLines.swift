/// Cuts the body of a listing into lines, bounded in length.
internal struct ListingLines {
    private let limit: Int
    private var line: [UInt8] = []
    private var isCut = false

    /// - Parameter limit: Octets of a line that are kept; the rest of a longer one is dropped.
    internal init(limit: Int) { self.limit = limit }

    /// Calls `take` for each line that ends in `octets`, without its CRLF, with whether it was cut.
    internal mutating func append(
        _ octets: UnsafeRawBufferPointer, _ take: (_ line: [UInt8], _ isCut: Bool) throws(POP3Error) -> Void
    ) throws(POP3Error) {
        var start = 0
        while start < octets.count {
            let end = octets[start...].firstIndex(of: 0x0A) ?? octets.count
            let room = limit + 1 - line.count  // One more for the CR.
            line.append(contentsOf: octets[start..<min(end, start + room)])
            if end - start > room { isCut = true }
            start = end
            guard start < octets.count else { return }
            if line.last == 0x0D {
                line.removeLast()
            } else if line.count > limit {
                line.removeLast()
                isCut = true
            }
            try take(line, isCut)
            line.removeAll(keepingCapacity: true)
            isCut = false
            start += 1
        }
    }
}
