import Crypto

/// Reads the octets of an mbox file, cut anywhere, and names each message by a digest that its readers don't change.
///
/// A message begins with each line that begins `From `, as it does in all that we write. Its digest leaves out the fields that readers
/// of mbox rewrite (``MboxFields/rewritten``) and the line ends at its end; all else counts, the envelope line first. Memory is
/// constant, time linear.
struct MboxScanner: ~Copyable {
    /// Octets that are hashed at once.
    private static let block = 64 << 10
    private static let mark = Array("From ".utf8)

    private enum Place {
        /// Before the first message.
        case nowhere
        case header
        case body
    }

    private var hasher: SHA256Hasher
    private var place = Place.nowhere
    /// The line's first octets, until it is known what they begin.
    private var start: [UInt8] = []
    /// Whether what comes belongs to a line that is known.
    private var isKnown = false
    private var isLeftOut = false
    private var pending: [UInt8] = []
    /// Line ends that count only if something follows in the message.
    private var lineEnds = 0
    private let found: ([UInt8]) -> Void

    /// - Parameter found: Called with the digest of each message, in order.
    init(_ found: @escaping ([UInt8]) -> Void) throws(CryptoError) {
        hasher = try SHA256Hasher()
        self.found = found
    }

    mutating func take(_ octets: UnsafeRawBufferPointer) {
        var position = 0
        while position < octets.count {
            if isKnown {
                let end = MboxLines.offset(of: UInt8(ascii: "\n"), in: octets, from: position)
                pass(UnsafeRawBufferPointer(rebasing: octets[position..<(end ?? octets.count)]))
                position = end ?? octets.count
                if end != nil {
                    endLine()
                    position += 1
                }
                continue
            }
            let octet = octets[position]
            position += 1
            if octet == UInt8(ascii: "\n") {
                know()
                endLine()
            } else {
                start.append(octet)
                let isEnough = place == .header ? start.count >= MboxFields.prefix : start.count >= Self.mark.count || !mayBeMark
                if isEnough { know() }
            }
        }
    }

    /// Ends the file.
    mutating func finish() {
        if !start.isEmpty { know() }
        endMessage()
    }

    /// Whether what is known of the line agrees with the beginning of an envelope line.
    private var mayBeMark: Bool { Self.mark.starts(with: start) }

    /// Decides what the line is by its first octets, and passes them on.
    private mutating func know() {
        isKnown = true
        if start.starts(with: Self.mark) {
            endMessage()
            place = .header
            isLeftOut = false
        } else if place == .header {
            switch start.first {
            case nil: place = .body
            case UInt8(ascii: "\r") where start.count == 1: place = .body
            case UInt8(ascii: " "), UInt8(ascii: "\t"): break
            default: isLeftOut = MboxFields.name(start).map(MboxFields.rewritten.contains) ?? false
            }
            if place == .body { isLeftOut = false }
        }
        let octets = start
        start.removeAll(keepingCapacity: true)
        octets.withUnsafeBytes { pass($0) }
    }

    private mutating func pass(_ octets: UnsafeRawBufferPointer) {
        guard !octets.isEmpty, !isLeftOut, place != .nowhere else { return }
        while lineEnds > 0 {
            pending.append(UInt8(ascii: "\n"))
            lineEnds -= 1
        }
        pending.append(contentsOf: octets)
        if pending.count >= Self.block { flush() }
    }

    private mutating func endLine() {
        isKnown = false
        if !isLeftOut, place != .nowhere { lineEnds += 1 }
    }

    private mutating func flush() {
        hasher.update(pending)
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func endMessage() {
        guard place != .nowhere else { return }
        flush()
        found(hasher.finish())
        place = .nowhere
        lineEnds = 0
    }
}
