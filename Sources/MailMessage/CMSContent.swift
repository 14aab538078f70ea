/// The content of a signed CMS object (RFC 5652 §5.1), found without looking at its signatures.
enum CMSContent {
    /// - Parameter octets: BER or DER, perhaps cut short.
    /// - Returns: nil if the object is none that is signed, or the content stands elsewhere.
    static func signed(in octets: [UInt8]) -> [UInt8]? {
        var cursor = Cursor(octets: octets)
        // ContentInfo, its type, SignedData, version, digests, EncapsulatedContentInfo, its type.
        guard cursor.enter(sequence), cursor.pass(identifier), cursor.enter(context), cursor.enter(sequence), cursor.pass(integer),
            cursor.pass(set), cursor.enter(sequence), cursor.pass(identifier), cursor.enter(context)
        else { return nil }
        var content: [UInt8] = []
        var isInPieces = false
        // The pieces of a long content follow each other, up to a mark of the end or to another structure.
        while true {
            if cursor.enter(pieces) {
                isInPieces = true
            } else if let piece = cursor.take(octetString) {
                content.append(contentsOf: piece)
                if !isInPieces { break }
            } else {
                break
            }
        }
        return content.isEmpty ? nil : content
    }

    private static let integer: UInt8 = 0x02
    private static let octetString: UInt8 = 0x04
    private static let identifier: UInt8 = 0x06
    private static let pieces: UInt8 = 0x24
    private static let sequence: UInt8 = 0x30
    private static let set: UInt8 = 0x31
    private static let context: UInt8 = 0xA0

    private struct Cursor {
        let octets: [UInt8]
        var index = 0

        init(octets: [UInt8]) { self.octets = octets }

        /// Goes into a structure with this tag.
        mutating func enter(_ tag: UInt8) -> Bool {
            guard let header = header(tag) else { return false }
            index = header.content
            return true
        }

        /// Goes past a value with this tag.
        mutating func pass(_ tag: UInt8) -> Bool { take(tag) != nil }

        /// The content of a value with this tag, as much as there is; nil if its length is not told.
        mutating func take(_ tag: UInt8) -> ArraySlice<UInt8>? {
            guard let header = header(tag), let length = header.length else { return nil }
            let end = min(octets.count, header.content + min(length, octets.count))
            defer { index = end }
            return octets[header.content..<end]
        }

        /// Where the content begins, and its length; nil for the length if a mark ends it (X.690 §8.1.3).
        private func header(_ tag: UInt8) -> (content: Int, length: Int?)? {
            guard index + 1 < octets.count, octets[index] == tag else { return nil }
            let first = octets[index + 1]
            if first < 0x80 { return (index + 2, Int(first)) }
            if first == 0x80 { return (index + 2, nil) }
            let digits = octets[(index + 2)...].prefix(Int(first & 0x7F))
            guard digits.count == Int(first & 0x7F), digits.count <= 7 else { return nil }
            return (index + 2 + digits.count, digits.reduce(0) { $0 << 8 | Int($1) })
        }
    }
}
