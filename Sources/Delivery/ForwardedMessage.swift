public import MailMessage

/// A message as it leaves: what is put in front, ranges of the original, what is put behind. Line ends are those of the spool,
/// LF; the octets of the original are as they are.
///
/// The same effect composed again gives the same octets.
public struct ForwardedMessage: Sendable {
    /// Octets in front of the original.
    public let head: [UInt8]
    public let original: Octets
    /// What of the original goes, in order. For a forward as attachment, and most others, all of it.
    public let ranges: [Range<Int>]
    /// Octets behind the original.
    public let tail: [UInt8]
    /// The address for MAIL FROM; nil: the null sender `<>`.
    public let envelopeSender: String?
    /// Octets on the line: with CRLF for every line end and one at the end, before dots are stuffed (RFC 1870 §5).
    public let size: Int
    /// Whether there is an octet above 127 (RFC 6152).
    public let is8Bit: Bool
    /// Whether an address of the envelope is not ASCII, or a header field holds UTF-8 beyond ASCII (RFC 6531 §3.4, RFC 6532 §3.2).
    public let isInternational: Bool

    init(
        head: [UInt8], original: Octets, ranges: [Range<Int>], tail: [UInt8] = [], envelopeSender: String?, isInternational: Bool
    ) {
        self.head = head
        self.original = original
        self.ranges = ranges
        self.tail = tail
        self.envelopeSender = envelopeSender
        self.isInternational = isInternational
        var measure = ForwardMeasure()
        head.withUnsafeBytes { measure.add($0) }
        original.withUnsafeBytes { all in
            for range in ranges { measure.add(UnsafeRawBufferPointer(rebasing: all[range])) }
        }
        tail.withUnsafeBytes { measure.add($0) }
        size = measure.sizeOnTheLine
        is8Bit = measure.is8Bit
    }

    /// The whole in order, in pieces of at most ``Pieces/longest`` octets, each copied when it is asked for.
    public var pieces: Pieces { Pieces(message: self) }

    /// The pieces of a message, made one by one.
    public struct Pieces: Sequence, Sendable {
        /// Octets.
        public static let longest = 1 << 16

        fileprivate let message: ForwardedMessage

        public func makeIterator() -> Iterator { Iterator(message: message) }

        public struct Iterator: IteratorProtocol {
            private let message: ForwardedMessage
            private var hasHead = true
            private var hasTail = true
            /// The next range, and how much of it has gone.
            private var index = 0
            private var gone = 0

            fileprivate init(message: ForwardedMessage) { self.message = message }

            public mutating func next() -> [UInt8]? {
                if hasHead {
                    hasHead = false
                    return message.head
                }
                while index < message.ranges.count {
                    let range = message.ranges[index]
                    let start = range.lowerBound + gone
                    guard start < range.upperBound else {
                        index += 1
                        gone = 0
                        continue
                    }
                    let end = Swift.min(range.upperBound, start + Pieces.longest)
                    gone += end - start
                    return message.original[start..<end]
                }
                guard hasTail, !message.tail.isEmpty else { return nil }
                hasTail = false
                return message.tail
            }
        }
    }
}
