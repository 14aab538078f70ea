internal import Transport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What we call ourselves in EHLO (RFC 5321 §2.3.5, §4.1.3).
public enum SMTPClientName {
    /// - Parameters:
    ///   - configured: As it was asked for; nil for `hostName` if that is a full name, else an address literal.
    ///   - address: This side's IP address.
    internal static func make(configured: String?, hostName: String, address: String?) throws(SMTPError) -> String {
        if let configured {
            guard isName(configured) || isLiteral(configured) else { throw .unsuitableClientName(Printable.cut(configured, limit: 80)) }
            return configured
        }
        if hostName.contains("."), isName(hostName) { return hostName }
        guard let address else { return "[127.0.0.1]" }
        return address.contains(":") ? "[IPv6:\(address.prefix { $0 != "%" })]" : "[\(address)]"
    }

    /// This machine's name, as the kernel has it.
    public static func ofThisMachine() -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
            guard let base = name.baseAddress, gethostname(base, 255) == 0 else { return "" }
            return String(decoding: UnsafeRawBufferPointer(start: base, count: strnlen(base, 255)), as: UTF8.self)
        }
    }

    private static func isName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        return text.utf8.count <= 255
            && labels.allSatisfy { label in
                !label.isEmpty && label.count <= 63 && label.first != 0x2D && label.last != 0x2D && label.allSatisfy(isNamePart)
            }
    }

    private static func isLiteral(_ text: String) -> Bool {
        let inner = text.utf8.dropFirst().dropLast()
        return text.utf8.first == 0x5B && text.utf8.last == 0x5D && !inner.isEmpty && inner.count <= 64
            && inner.allSatisfy { isNamePart($0) || $0 == 0x2E || $0 == 0x3A }
    }

    private static func isNamePart(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }
}
