internal import Transport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Finds replies in a stream of octets, without I/O, however the stream is cut (RFC 5321 §4.2.1).
///
/// A line that is no part of a reply, or a reply whose lines bear different codes, breaks the stream for good.
public struct SMTPReplyReader: Sendable {
    private let limits: SMTPLimits
    private var partialLine: [UInt8] = []
    private var code: Int?
    private var lines: [[UInt8]] = []
    private var failure: SMTPError?

    public init(limits: SMTPLimits = SMTPLimits()) { self.limits = limits }

    /// Whether a reply has begun and not ended.
    public var isInReply: Bool { code != nil || !partialLine.isEmpty }

    /// The next reply in `input` from `offset` on, which moves behind it; nil when the input is used up before one ends.
    ///
    /// - Throws: ``SMTPError/desynchronised(_:)``, ``SMTPError/replyTooLong``; from then on always the same.
    public mutating func next(in input: UnsafeRawBufferPointer, from offset: inout Int) throws(SMTPError) -> SMTPReply? {
        if let failure { throw failure }
        do throws(SMTPError) {
            while let line = try nextLine(in: input, from: &offset) {
                if let reply = try take(line) { return reply }
            }
            return nil
        } catch {
            failure = error
            throw error
        }
    }

    /// Without its CRLF, or the LF that some send.
    private mutating func nextLine(in input: UnsafeRawBufferPointer, from offset: inout Int) throws(SMTPError) -> [UInt8]? {
        guard offset < input.count, let base = input.baseAddress else { return nil }
        let found = memchr(base + offset, 0x0A, input.count - offset)
        let end = found.map { UnsafeRawPointer($0) - base } ?? input.count
        guard partialLine.count + (end - offset) <= limits.replyLine + 1 else { throw .replyTooLong }
        partialLine.append(contentsOf: input[offset..<end])
        offset = found == nil ? end : end + 1
        guard found != nil else { return nil }
        var line = partialLine
        partialLine.removeAll(keepingCapacity: true)
        if line.last == 0x0D { line.removeLast() }
        return line
    }

    private mutating func take(_ line: [UInt8]) throws(SMTPError) -> SMTPReply? {
        guard
            line.count >= 3, (0x32...0x35).contains(line[0]), (0x30...0x39).contains(line[1]), (0x30...0x39).contains(line[2]),
            line.count == 3 || line[3] == 0x20 || line[3] == 0x2D
        else { throw .desynchronised("not a line of a reply: \"\(Printable.cut(line, limit: 80))\"") }
        let number = line[..<3].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if let code, code != number {
            throw .desynchronised("one reply with two codes, \(code) and \(number): \"\(Printable.cut(line, limit: 80))\"")
        }
        guard lines.count < limits.replyLines else { throw .replyTooLong }
        code = number
        lines.append(Array(line.dropFirst(4)))
        guard line.count == 3 || line[3] == 0x20 else { return nil }
        defer {
            code = nil
            lines = []
        }
        return SMTPReply(code: number, lines: lines)
    }
}
