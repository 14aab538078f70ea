import Glibc
import Synchronization

/// File names that no other process and no other message has, in the form Maildir asks for: so a file of the spool can be
/// renamed into a Maildir as it is called.
public enum UniqueName {
    private static let sequence = Atomic<Int>(0)

    /// `SECONDS.MmicrosecondsPprocessQnumber.HOST`
    public static func make() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let number = sequence.add(1, ordering: .relaxed).newValue
        return "\(now.tv_sec).M\(now.tv_nsec / 1000)P\(getpid())Q\(number).\(host)"
    }

    /// The host's name, with `/` and `:` as Maildir wants them written, and nothing else unusual.
    private static let host: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let octets = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let safe = octets.prefix(64).map { octet -> String in
            switch octet {
            case UInt8(ascii: "/"): "\\057"
            case UInt8(ascii: ":"): "\\072"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(octet))
            default: "_"
            }
        }
        return safe.isEmpty ? "localhost" : safe.joined()
    }()
}
