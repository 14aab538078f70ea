internal import Transport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The order of a session's replies, without I/O: what was asked goes in by ``expect(_:)``, octets by
/// ``next(in:from:)``, events come out.
///
/// A line that is not a reply, or octets that nobody asked for, break the dialogue for good: the server (or a message that was cut
/// by an unstuffed dot) is out of step, and nothing that follows means what it seems to.
public struct POP3Dialogue: Sendable {
    /// What one command will be answered with.
    public struct Expectation: Sendable, Equatable {
        /// The verb, for messages.
        public let command: String
        /// Whether `+OK` is followed by lines up to a dot.
        public let isMultiline: Bool
        /// Whether `+ ` may come instead (RFC 5034 §4).
        public let allowsChallenge: Bool

        public init(_ command: String, isMultiline: Bool = false, allowsChallenge: Bool = false) {
            self.command = command
            self.isMultiline = isMultiline
            self.allowsChallenge = allowsChallenge
        }

        public static let greeting = Expectation("")
        public static let retrieve = Expectation("RETR", isMultiline: true)
        public static let top = Expectation("TOP", isMultiline: true)
        public static let delete = Expectation("DELE")
        public static let noop = Expectation("NOOP")
    }

    public enum Event: Equatable, Sendable {
        /// `+OK`; its text is ``POP3Dialogue/text``. If lines follow, then pieces of the body up to `end`.
        case ok
        /// `-ERR`; the text is ``POP3Dialogue/text``.
        case refused
        /// `+ `: a challenge in base64, which is ``POP3Dialogue/text``.
        case challenge
        /// Octets of a body: offsets in the input.
        case body(Range<Int>)
        /// A CR of a body that stood in an earlier input.
        case bodyCarriageReturn
        /// The body is over.
        case end
        case needsInput
    }

    /// The text of the latest status line, without indicator and CRLF.
    public private(set) var text: [UInt8] = []

    private let lineLimit: Int
    private var expected: [Expectation] = []
    private var head = 0
    private var partialLine: [UInt8] = []
    private var decoder: DotStuffedDecoder?
    private var latestRefusal: String?
    private var failure: POP3Error?

    /// - Parameter lineLimit: The longest status line in octets.
    public init(lineLimit: Int) { self.lineLimit = lineLimit }

    /// The replies that are still to come, a body that has begun among them.
    public var outstanding: Int { expected.count - head }

    /// The command whose reply comes or is coming.
    public var current: Expectation? { head < expected.count ? expected[head] : nil }

    /// One more reply will come.
    public mutating func expect(_ expectation: Expectation) {
        if head > 256 {
            expected.removeFirst(head)
            head = 0
        }
        expected.append(expectation)
    }

    /// The next event of `input` from `offset` on, which moves behind it.
    ///
    /// - Throws: ``POP3Error/desynchronised(_:)``, ``POP3Error/lineTooLong``; from then on always the same.
    public mutating func next(in input: UnsafeRawBufferPointer, from offset: inout Int) throws(POP3Error) -> Event {
        if let failure { throw failure }
        do throws(POP3Error) {
            return decoder == nil ? try nextStatus(in: input, from: &offset) : nextPiece(in: input, from: &offset)
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func nextPiece(in input: UnsafeRawBufferPointer, from offset: inout Int) -> Event {
        switch decoder?.next(in: input, from: &offset) {
        case .octets(let range): return .body(range)
        case .carriageReturn: return .bodyCarriageReturn
        case .needsInput: return .needsInput
        case .end, nil:
            decoder = nil
            head += 1
            return .end
        }
    }

    private mutating func nextStatus(in input: UnsafeRawBufferPointer, from offset: inout Int) throws(POP3Error) -> Event {
        guard offset < input.count, let base = input.baseAddress else { return .needsInput }
        let rest = UnsafeRawBufferPointer(rebasing: input[offset...])
        guard let expectation = current else { throw desynchronised("nothing was asked, but there came", rest) }
        guard let found = memchr(base + offset, 0x0A, rest.count) else {
            guard partialLine.count + rest.count <= lineLimit + 1 else { throw .lineTooLong }
            partialLine.append(contentsOf: rest)
            offset = input.count
            return .needsInput
        }
        let count = UnsafeRawPointer(found) - (base + offset)
        guard partialLine.count + count <= lineLimit + 1 else { throw .lineTooLong }
        offset += count + 1
        let end = UnsafeRawBufferPointer(rebasing: rest[..<count])
        guard partialLine.isEmpty else {
            partialLine.append(contentsOf: end)
            let line = partialLine
            partialLine.removeAll(keepingCapacity: true)
            let result = line.withUnsafeBytes { octets in
                Result { () throws(POP3Error) in try status(of: octets, for: expectation) }
            }
            return try result.get()
        }
        return try status(of: end, for: expectation)
    }

    private mutating func status(of octets: UnsafeRawBufferPointer, for expectation: Expectation) throws(POP3Error) -> Event {
        let line = octets.last == 0x0D ? UnsafeRawBufferPointer(rebasing: octets.dropLast()) : octets
        text.removeAll(keepingCapacity: true)
        switch POP3StatusLine(line) {
        case .ok(let range):
            text.append(contentsOf: line[range])
            if expectation.isMultiline {
                decoder = DotStuffedDecoder()
            } else {
                head += 1
            }
            return .ok
        case .refused(let range):
            text.append(contentsOf: line[range])
            latestRefusal = Printable.cut(text)
            head += 1
            return .refused
        case .challenge(let range) where expectation.allowsChallenge:
            text.append(contentsOf: line[range])
            head += 1
            return .challenge
        case .challenge, nil:
            throw desynchronised("not a reply to \(expectation.command.isEmpty ? "a new connection" : expectation.command)", line)
        }
    }

    private func desynchronised(_ what: String, _ octets: UnsafeRawBufferPointer) -> POP3Error {
        // Some servers spread an error over two lines: the first tells why.
        let before = latestRefusal.map { ", after the refusal \"\($0)\"" } ?? ""
        return .desynchronised("\(what): \"\(Printable.cut(octets.prefix(while: { $0 != 0x0A }), limit: 80))\"\(before)")
    }
}
