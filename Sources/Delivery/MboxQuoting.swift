/// A message's octets as they stand in an mbox file of the kind mboxrd: every line of `>`s and `From ` gets one more `>`, in the header
/// as in the body, so that taking one off each such line gives the message back.
///
/// Four things are not given back: an envelope line of another mbox at the very start, fields that are the readers' own
/// (``MboxFields/forgeable``), blanks between the name and the colon of the field `From :` (RFC 5322 §4.5), which a mark in front would
/// make no field at all and the end of the header for some, and a last line without its end, which gets one.
enum MboxQuoting {
    private static let mark = Array("From ".utf8)

    /// Hands the quoted octets to `sink`, in order, in pieces; the last of them ends a line, if there is any.
    static func write<Failure: Error>(
        _ octets: UnsafeRawBufferPointer, fields: [UInt8] = [], to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        var position = isEnvelopeLine(octets) ? lineEnd(octets, from: 0) : 0
        // A first line that begins with a blank would be folded into ours, and say what it likes there.
        if position == octets.count || !isBlank(octets[position]) {
            try fields.withOctets { (fields) throws(Failure) in if !fields.isEmpty { try sink(fields) } }
        }
        /// Where the octets begin that are to be handed on as they are.
        var run = position
        var last: UInt8?
        func pass(upTo end: Int) throws(Failure) {
            guard end > run else { return }
            last = octets[end - 1]
            try sink(UnsafeRawBufferPointer(rebasing: octets[run..<end]))
        }
        var isHeader = true
        var isLeftOut = false
        var isFrom = false
        while position < octets.count {
            let next = lineEnd(octets, from: position)
            if isHeader {
                let first = octets[position]
                if first == UInt8(ascii: "\n") || (first == UInt8(ascii: "\r") && next == position + 2) {
                    isHeader = false
                    isFrom = false
                } else {
                    let name = isBlank(first) ? nil : MboxFields.name(UnsafeRawBufferPointer(rebasing: octets[position..<next]))
                    if !isBlank(first) { isLeftOut = name.map(MboxFields.forgeable.contains) ?? false }
                    isFrom = name == Self.from
                    if isLeftOut {
                        try pass(upTo: position)
                        run = next
                        position = next
                        continue
                    }
                }
            }
            if isQuotable(octets, at: position) {
                try pass(upTo: position)
                run = position
                if isFrom {
                    run = MboxLines.offset(of: UInt8(ascii: ":"), in: octets, from: position) ?? position
                    try sink(UnsafeRawBufferPointer(rebasing: octets[position..<position + Self.from.count]))
                    position = next
                    continue
                }
                try Self.quote.withOctets { (quote) throws(Failure) in try sink(quote) }
            }
            position = next
        }
        try pass(upTo: octets.count)
        if let last, last != UInt8(ascii: "\n") {
            try Self.lineFeed.withOctets { (end) throws(Failure) in try sink(end) }
        }
    }

    private static let from = Array("from".utf8)
    static let lineFeed = [UInt8(ascii: "\n")]
    private static let quote = [UInt8(ascii: ">")]

    private static func isBlank(_ octet: UInt8) -> Bool { octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }

    /// Where the line behind the one at `start` begins.
    private static func lineEnd(_ octets: UnsafeRawBufferPointer, from start: Int) -> Int {
        MboxLines.offset(of: UInt8(ascii: "\n"), in: octets, from: start).map { $0 + 1 } ?? octets.count
    }

    /// `>`, any number of them, then `From `. Linear, since it looks no farther than the run of `>`s of its own line.
    private static func isQuotable(_ octets: UnsafeRawBufferPointer, at start: Int) -> Bool {
        var position = start
        while position < octets.count, octets[position] == UInt8(ascii: ">") { position += 1 }
        return begins(octets, at: position)
    }

    private static func begins(_ octets: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard octets.count - start >= mark.count else { return false }
        for index in mark.indices where octets[start + index] != mark[index] { return false }
        return true
    }

    /// `From ` that is not the obsolete way to write the field (RFC 5322 §4.5): as where messages are read.
    private static func isEnvelopeLine(_ octets: UnsafeRawBufferPointer) -> Bool {
        octets.count > mark.count && begins(octets, at: 0) && octets[mark.count] != UInt8(ascii: ":")
    }
}
