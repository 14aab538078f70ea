/// RFC 2047 encoded words in unfolded header text.
public enum EncodedWord {
    /// Decodes the words of a header value, unfolded and trimmed before.
    ///
    /// Words are read wherever they stand, also inside other words, since mail is written so. Blanks between two words go;
    /// words of one charset and encoding that follow each other are joined before they are decoded, because a character may be
    /// split between them. Raw octets have no charset: ``CharsetSniffer`` looks at them. Line ends and NUL, which can only come out of a word, become blanks.
    ///
    /// - Parameter limit: Words that are decoded; later ones stay as they stand.
    public static func decode(_ octets: [UInt8], limit: Int = .max) -> DecodedText {
        guard octets.contains(where: { $0 >= 0x80 || $0 == UInt8(ascii: "=") || $0 < 0x20 }) else {
            return DecodedText(text: String(decoding: octets, as: UTF8.self), malformed: false)
        }
        var decoder = Decoder(octets: octets, limit: limit)
        return decoder.run()
    }

    private struct Word {
        var charset: ArraySlice<UInt8>
        var isBase64: Bool
        var text: ArraySlice<UInt8>
        var end: Int
    }

    private struct Decoder {
        let octets: [UInt8]
        var text = ""
        var malformed = false
        /// Octets of the words read and not yet decoded.
        var pending: [UInt8] = []
        var pendingCharset: ArraySlice<UInt8>?
        /// Past the last `?=` no word ends, so none begins.
        let lastEnd: Int
        /// Words that may still be decoded.
        var left: Int

        init(octets: [UInt8], limit: Int) {
            self.octets = octets
            left = limit
            var end = octets.count - 2
            while end >= 0, octets[end] != UInt8(ascii: "?") || octets[end + 1] != UInt8(ascii: "=") { end -= 1 }
            lastEnd = end
        }

        mutating func run() -> DecodedText {
            var plainStart = 0
            var index = 0
            while index < octets.count {
                guard index < lastEnd, left > 0, octets[index] == UInt8(ascii: "="), let word = EncodedWord.word(in: octets, at: index) else {
                    index += 1
                    continue
                }
                let between = octets[plainStart..<index]
                if pendingCharset == nil || !between.allSatisfy(\.isBlankOrLineEnd) {
                    flushWords()
                    appendPlain(between)
                }
                append(word)
                left -= 1
                index = word.end
                plainStart = index
            }
            flushWords()
            appendPlain(octets[plainStart...])
            return DecodedText(text: Normalization.composed(text), malformed: malformed)
        }

        private mutating func append(_ word: Word) {
            if let charset = pendingCharset, !charset.lazy.map(\.lowered).elementsEqual(word.charset.lazy.map(\.lowered)) {
                flushWords()
            }
            pendingCharset = word.charset
            if word.isBase64 {
                pending.append(contentsOf: word.text.withUnsafeBytes { Base64.decode($0) })
            } else {
                pending.append(contentsOf: QuotedPrintable.decodeWord(word.text))
            }
        }

        private mutating func flushWords() {
            guard let charset = pendingCharset else { return }
            appendClean(CharsetDecoder.decode(pending, label: String(decoding: charset, as: UTF8.self)))
            pending.removeAll(keepingCapacity: true)
            pendingCharset = nil
        }

        private mutating func appendPlain(_ plain: ArraySlice<UInt8>) {
            guard !plain.isEmpty else { return }
            appendClean(plain.withUnsafeBytes { CharsetDecoder.decode($0, label: nil) })
        }

        private mutating func appendClean(_ part: DecodedText) {
            malformed = malformed || part.malformed
            guard part.text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else {
                text += part.text
                return
            }
            for scalar in part.text.unicodeScalars {
                text.unicodeScalars.append(scalar.value == 0x0A || scalar.value == 0x0D || scalar.value == 0 ? " " : scalar)
            }
        }
    }

    /// The word at `start`: `=?charset?encoding?text?=`, the text may hold blanks.
    private static func word(in octets: [UInt8], at start: Int) -> Word? {
        let mark = UInt8(ascii: "?")
        guard start + 6 < octets.count, octets[start + 1] == mark else { return nil }
        var index = start + 2
        let charsetLimit = min(octets.count, index + 64)
        while index < charsetLimit, octets[index] != mark, !octets[index].isBlankOrLineEnd { index += 1 }
        guard index < charsetLimit, octets[index] == mark, index > start + 2, index + 2 < octets.count, octets[index + 2] == mark else { return nil }
        let charset = octets[(start + 2)..<index]
        let encoding = octets[index + 1].lowered
        guard encoding == UInt8(ascii: "b") || encoding == UInt8(ascii: "q") else { return nil }
        let textStart = index + 3
        index = textStart
        while index < octets.count, octets[index] != mark { index += 1 }
        // A lone `?` in Q text is an error that senders make; `?=` ends the word.
        while index + 1 < octets.count, octets[index + 1] != UInt8(ascii: "=") {
            index += 1
            while index < octets.count, octets[index] != mark { index += 1 }
        }
        guard index + 1 < octets.count else { return nil }
        return Word(charset: charset, isBase64: encoding == UInt8(ascii: "b"), text: octets[textStart..<index], end: index + 2)
    }
}
