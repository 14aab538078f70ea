/// What is about to be appended to an mbox file, and behind what: recorded before, so that a restart knows what is whose.
///
/// ``tail`` is the SHA-256 of no more than ``tailOctets`` before ``length``. That is enough: it only has to tell that ``length`` is
/// still where it was in the same file. Whoever takes mail out or puts mail in before that point moves what stands there; whoever
/// changes octets without moving any leaves the point where it is. And what is cut is never cut for the hash alone: all behind
/// ``length`` must be our own octets as well.
public struct MboxIntent: Sendable, Hashable {
    /// Octets before the group that are hashed.
    static let tailOctets = 64 << 10

    /// The file's.
    let inode: UInt64
    /// Octets of the file before the group.
    let length: Int
    /// Hexadecimal.
    let tail: String
    /// Seconds since 1970, in the envelope lines of the group.
    let time: Int
    /// Messages in the group.
    let count: Int

    init(inode: UInt64, length: Int, tail: String, time: Int, count: Int) {
        self.inode = inode
        self.length = length
        self.tail = tail
        self.time = time
        self.count = count
    }

    private static let mark = "mbox-1"

    /// For the ledger: the intent of the message at a place of the group, from 0.
    public func text(at place: Int) -> String { "\(Self.mark) \(inode) \(length) \(tail) \(time) \(count) \(place)" }

    /// Reads what ``text(at:)`` wrote; nil for anything else.
    public static func reading(_ text: String) -> (intent: MboxIntent, place: Int)? {
        let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard parts.count == 7, parts[0] == mark, let inode = UInt64(parts[1]), let length = Int(parts[2]), length >= 0,
            parts[3].utf8.count == 64, let time = Int(parts[4]), let count = Int(parts[5]), let place = Int(parts[6]),
            place >= 0, place < count
        else { return nil }
        return (MboxIntent(inode: inode, length: length, tail: parts[3], time: time, count: count), place)
    }
}
