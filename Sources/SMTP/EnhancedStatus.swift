/// An enhanced status code (RFC 3463 §2), such as 5.1.1.
public struct EnhancedStatus: Sendable, Hashable, CustomStringConvertible {
    /// 2, 4 or 5.
    public let kind: Int
    public let subject: Int
    public let detail: Int

    public init(kind: Int, subject: Int, detail: Int) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    /// Reads the code at the start of a reply's text (RFC 2034 §4).
    ///
    /// - Parameter replyKind: The first digit of the reply's code; a status of another kind is none.
    /// - Returns: nil if there is none. `length` is what to take off, with the space behind it.
    internal static func leading(_ text: some Collection<UInt8>, replyKind: Int) -> (status: EnhancedStatus, length: Int)? {
        let word = text.prefix(while: { $0 != 0x20 })
        guard word.count <= 9 else { return nil }
        let fields = word.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard fields.count == 3 else { return nil }
        var numbers: [Int] = []
        for field in fields {
            guard (1...3).contains(field.count), field.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            numbers.append(field.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        guard numbers[0] == replyKind, [2, 4, 5].contains(replyKind) else { return nil }
        return (EnhancedStatus(kind: numbers[0], subject: numbers[1], detail: numbers[2]), min(word.count + 1, text.count))
    }

    public var description: String { "\(kind).\(subject).\(detail)" }
}
