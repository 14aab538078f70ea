/// A status line, its end removed (RFC 1939 §3, RFC 5034 §4).
internal enum POP3StatusLine: Equatable {
    case ok(text: Range<Int>)
    case refused(text: Range<Int>)
    /// `+ `: a challenge, only while authenticating.
    case challenge(text: Range<Int>)

    /// Reads `line`; the ranges are offsets in it. Nil for anything else.
    internal init?(_ line: UnsafeRawBufferPointer) {
        func isIndicator(_ text: StaticString) -> Bool {
            guard line.count >= text.utf8CodeUnitCount else { return false }
            for index in 0..<text.utf8CodeUnitCount where line[index] != text.utf8Start[index] { return false }
            return line.count == text.utf8CodeUnitCount || line[text.utf8CodeUnitCount] == 0x20 || line[text.utf8CodeUnitCount] == 0x09
        }
        func text(behind count: Int) -> Range<Int> { min(count + 1, line.count)..<line.count }
        if isIndicator("+OK") {
            self = .ok(text: text(behind: 3))
        } else if isIndicator("-ERR") {
            self = .refused(text: text(behind: 4))
        } else if isIndicator("+") {
            self = .challenge(text: text(behind: 1))
        } else {
            return nil
        }
    }
}
