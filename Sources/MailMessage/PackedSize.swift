/// Counts what large bodies unpack to, a stretch at a time, so that a mapped file is never in memory as a whole.
enum PackedSize {
    /// The count of what the encoding makes of a range.
    static func count(_ encoding: TransferEncoding, _ octets: Octets, in range: Range<Int>) -> Int {
        let whole = { octets.withOctets(in: range) { encoding.decodedCount($0) } }
        guard range.count > MappedFile.stretch else { return whole() }
        defer { octets.letGo(range) }
        return switch encoding {
        case .identity: range.count
        case .base64: base64(octets, range) ?? whole()
        case .quotedPrintable: quotedPrintable(octets, range) ?? whole()
        case .uuencode: whole()
        }
    }

    private static let isDigit: [Bool] = {
        var isDigit = [Bool](repeating: false, count: 256)
        for octet in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8 { isDigit[Int(octet)] = true }
        return isDigit
    }()

    /// nil where padding stands before the end: what follows needs a look that only the decoder has.
    private static func base64(_ octets: Octets, _ range: Range<Int>) -> Int? {
        var digits = 0
        var position = range.lowerBound
        while position < range.upperBound {
            let end = min(position + MappedFile.stretch, range.upperBound)
            let padding = octets.withOctets(in: position..<end) { piece -> Int? in
                isDigit.withUnsafeBufferPointer { isDigit in
                    for index in 0..<piece.count {
                        if isDigit[Int(piece[index])] {
                            digits += 1
                        } else if piece[index] == UInt8(ascii: "=") {
                            return position + index
                        }
                    }
                    return nil
                }
            }
            if let padding {
                let rest = octets.withOctets(in: padding..<min(range.upperBound, padding + 4096)) { rest in
                    rest.allSatisfy { $0 == UInt8(ascii: "=") || $0.isBlankOrLineEnd }
                }
                guard rest, range.upperBound - padding <= 4096 else { return nil }
                break
            }
            octets.letGo(position..<end)
            position = end
        }
        return digits / 4 * 3 + max(0, digits % 4 - 1)
    }

    /// Cut behind line feeds, where nothing is pending. nil for a line longer than a stretch.
    private static func quotedPrintable(_ octets: Octets, _ range: Range<Int>) -> Int? {
        var count = 0
        var position = range.lowerBound
        while position < range.upperBound {
            var end = min(position + MappedFile.stretch, range.upperBound)
            if end < range.upperBound {
                let last = octets.withOctets(in: position..<end) { $0.lastIndex(of: .lineFeed) }
                guard let last else { return nil }
                end = position + last + 1
            }
            count += octets.withOctets(in: position..<end) { TransferEncoding.quotedPrintable.decodedCount($0) }
            octets.letGo(position..<end)
            position = end
        }
        return count
    }
}
