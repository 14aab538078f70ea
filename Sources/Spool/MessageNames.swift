internal import Glibc
internal import Synchronization

/// Makes the names of message files, unique among all processes and hosts, as Maildir wants them:
/// `seconds.MmicrosecondsPpidQsequence.host`.
///
/// A message keeps its name from the spool into a Maildir, so that delivery is one rename.
public final class MessageNames: Sendable {
    private let host: String
    private let process: String
    private let sequence = Atomic<UInt64>(0)

    /// - Parameter host: Taken from the system when nil. `/`, `:` and what is not printable ASCII become `_`.
    public init(host: String? = nil) {
        var name = host ?? ""
        if host == nil {
            var buffer = [CChar](repeating: 0, count: 256)
            if gethostname(&buffer, buffer.count - 1) == 0 {
                name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
        let safe = name.utf8.prefix(64).map { octet in
            octet > 0x20 && octet < 0x7F && octet != UInt8(ascii: "/") && octet != UInt8(ascii: ":") ? octet : UInt8(ascii: "_")
        }
        self.host = safe.isEmpty ? "localhost" : String(decoding: safe, as: UTF8.self)
        self.process = String(getpid())
    }

    /// A name that no other call returns.
    public func next() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let number = sequence.add(1, ordering: .relaxed).newValue
        return "\(now.tv_sec).M\(now.tv_nsec / 1000)P\(process)Q\(number).\(host)"
    }

    /// Whether a text can be a file of the spool: no `/`, no `:`, no leading dot, printable ASCII, at most 200 octets.
    public static func isPlausible(_ name: String) -> Bool {
        let octets = name.utf8
        guard let first = octets.first, first != UInt8(ascii: "."), octets.count <= 200 else { return false }
        return octets.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
    }
}
