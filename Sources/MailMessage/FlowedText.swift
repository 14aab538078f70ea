/// Text of `format=flowed` (RFC 3676) with its paragraphs made whole again.
enum FlowedText {
    /// - Parameters:
    ///   - text: With lines that end in LF.
    ///   - deletesSpace: `DelSp=yes`: the blank that marks a soft line break is no part of the text.
    static func reflowed(_ text: String, deletesSpace: Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        /// How deep the line that goes on is quoted; nil if none goes on.
        var open: Int?
        for line in text.utf8.split(separator: UInt8.lineFeed, omittingEmptySubsequences: false) {
            var content = line[...]
            while content.first == UInt8(ascii: ">") { content = content.dropFirst() }
            let depth = line.count - content.count
            // A blank put in front, so that the line does not look quoted or like a mailbox' separator.
            if content.first == .space { content = content.dropFirst() }
            let isSignature = content.elementsEqual("-- ".utf8)
            if let quoted = open, quoted == depth, !isSignature {
                result.append(contentsOf: content)
            } else {
                if open != nil { result.append(.lineFeed) }
                result.append(contentsOf: repeatElement(UInt8(ascii: ">"), count: depth))
                if depth > 0 { result.append(.space) }
                result.append(contentsOf: content)
            }
            if content.last == .space, !isSignature {
                if deletesSpace { result.removeLast() }
                open = depth
            } else {
                result.append(.lineFeed)
                open = nil
            }
        }
        if open == nil { result.removeLast() }
        let text = String(decoding: result, as: UTF8.self)
        // A line may begin with a mark, which now stands behind a letter.
        return deletesSpace ? Normalization.composed(text) : text
    }
}
