/// Counts what large bodies unpack to, a stretch at a time, so that a mapped file is never in memory as a whole.
enum PackedSize {
    /// The count of what the encoding makes of a range.
    static func count(_ encoding: TransferEncoding, _ octets: Octets, in range: Range<Int>) -> Int {
        guard range.count > MappedFile.stretch else { return octets.withOctets(in: range) { encoding.decodedCount($0) } }
        defer { octets.letGo(range) }
        if encoding == .base64, let count = base64(octets, range) { return count }
        var gone = range.lowerBound
        return octets.withOctets(in: range) { piece in
            encoding.decodedCount(piece) { passed in
                octets.letGo(gone..<(range.lowerBound + passed))
                gone = range.lowerBound + passed
            }
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
}
