#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Takes the dots off what ends with a dot, a multi-line reply or a message, and finds its end (RFC 1939 §3, RFC 5321 §4.5.2), however
/// the stream is cut.
///
/// Only CRLF `.` CRLF ends it, and only behind a CRLF (or at the very start) is a dot taken off. Everything else, NUL and
/// bare CR or LF among it, passes unchanged; lines have no limit. It copies nothing and takes linear time.
public struct DotStuffedDecoder: Sendable {
    /// What the input holds next.
    public enum Piece: Equatable, Sendable {
        /// Octets of the body: a range of the input's offsets, never empty.
        case octets(Range<Int>)
        /// A CR of the body that stood in an earlier input, where it could have belonged to the end.
        case carriageReturn
        /// The reply ended; what follows in the input is not of it.
        case end
        /// The input is used up.
        case needsInput
    }

    private enum Position {
        case lineStart, inLine, afterCR
        /// Behind the dot at the start of a line, which is taken off.
        case afterDot
        /// Behind that dot and a CR, of which nobody knows yet whether it is the body's.
        case afterDotCR
        case ended
    }

    private var position = Position.lineStart

    public init() {}

    /// The next piece of `input` from `offset` on, which moves behind it.
    ///
    /// After `needsInput` call it with the octets that follow, from offset 0. After `end` it gives `end` for good.
    public mutating func next(in input: UnsafeRawBufferPointer, from offset: inout Int) -> Piece {
        let start = offset
        var runStart = offset
        var index = offset
        defer { offset = index }
        while index < input.count {
            switch position {
            case .lineStart:
                guard input[index] == 0x2E else {
                    position = .inLine
                    continue
                }
                position = .afterDot
                index += 1
                if runStart < index - 1 { return .octets(runStart..<(index - 1)) }
                runStart = index
            case .afterDot:
                if input[index] == 0x0D {
                    position = .afterDotCR
                    index += 1
                } else {
                    position = .inLine
                }
            case .afterDotCR:
                if input[index] == 0x0A {
                    position = .ended
                    index += 1
                    return .end
                }
                position = .afterCR
                if index == start { return .carriageReturn }
            case .afterCR:
                if input[index] == 0x0A {
                    position = .lineStart
                    index += 1
                } else {
                    position = .inLine
                }
            case .inLine:
                guard let base = input.baseAddress, let found = memchr(base + index, 0x0A, input.count - index) else {
                    position = input[input.count - 1] == 0x0D ? .afterCR : .inLine
                    index = input.count
                    continue
                }
                let lineFeed = UnsafeRawPointer(found) - base
                if lineFeed > index, input[lineFeed - 1] == 0x0D { position = .lineStart }
                index = lineFeed + 1
            case .ended:
                return .end
            }
        }
        let runEnd = position == .afterDotCR ? max(runStart, index - 1) : index
        if runStart < runEnd { return .octets(runStart..<runEnd) }
        return position == .ended ? .end : .needsInput
    }
}
