internal import Transport

/// A server's reply (RFC 5321 §4.2).
public struct SMTPReply: Sendable, Hashable, CustomStringConvertible {
    /// 200 to 599.
    public let code: Int
    /// Of the first line (RFC 2034 §4); nil if there is none that agrees with ``code``.
    public let status: EnhancedStatus?
    /// The texts of the lines as they came, behind code and separator.
    public let lines: [[UInt8]]

    public init(code: Int, lines: [[UInt8]]) {
        self.code = code
        self.lines = lines
        status = lines.first.flatMap { EnhancedStatus.leading($0, replyKind: code / 100)?.status }
    }

    /// For replies of our own making.
    public init(_ code: Int, _ text: String) { self.init(code: code, lines: [Array(text.utf8)]) }

    /// 2yz.
    public var isPositive: Bool { code / 100 == 2 }
    /// 3yz: the server waits for more.
    public var isIntermediate: Bool { code / 100 == 3 }
    /// 4yz: a later try may succeed.
    public var isTemporary: Bool { code / 100 == 4 }
    /// 5yz: it will not.
    public var isPermanent: Bool { code / 100 == 5 }
    /// 421: the server closes the connection, whatever was asked (RFC 5321 §3.8).
    public var isClosing: Bool { code == 421 }

    /// What the server says, without codes, as one line: escaped and cut.
    public var text: String {
        let words = lines.map { line -> ArraySlice<UInt8> in
            line.dropFirst(EnhancedStatus.leading(line, replyKind: code / 100)?.length ?? 0)
        }
        return Printable.cut(words.joined(separator: [0x20]))
    }

    /// Such as `550 5.1.1 "no such user"`.
    public var description: String {
        "\(code)\(status.map { " \($0)" } ?? "")\(text.isEmpty ? "" : " \"\(text)\"")"
    }
}
