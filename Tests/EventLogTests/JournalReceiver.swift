import Glibc

/// The journal's end of its socket: takes entries apart as its protocol says.
final class JournalReceiver {
    let path: String
    private let descriptor: Int32

    init() throws {
        var template = Array("/tmp/postroom-journal.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LogSink.Failure(errno: errno) }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/socket"
        descriptor = try Self.bound(to: path)
    }

    deinit {
        close(descriptor)
        unlink(path)
        rmdir(String(path.dropLast("/socket".count)))
    }

    private static func bound(to path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw LogSink.Failure(errno: errno) }
        return descriptor
    }

    func octets() -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 1 << 20)
        let count = recv(descriptor, &octets, octets.count, 0)
        return count < 0 ? nil : Array(octets.prefix(count))
    }

    /// The fields of the next entry, in order; nil without one, or where one is malformed.
    func entry() -> [(name: String, value: String)]? {
        guard let all = octets() else { return nil }
        var rest = all[...]
        var fields: [(name: String, value: String)] = []
        while !rest.isEmpty {
            guard let end = rest.firstIndex(where: { $0 == 0x0A || $0 == UInt8(ascii: "=") }) else { return nil }
            let name = String(decoding: rest[..<end], as: UTF8.self)
            let isName = name.utf8.allSatisfy { $0 == 0x5F || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
            guard isName, (1...64).contains(name.utf8.count) else { return nil }
            let value: ArraySlice<UInt8>
            if rest[end] == 0x0A {
                guard rest.count >= 8, rest[end...].count >= 9 else { return nil }
                let length = rest[(end + 1)..<(end + 9)].reversed().reduce(0) { $0 << 8 | Int($1) }
                let start = end + 9
                guard length <= rest.endIndex - start - 1, rest[start + length] == 0x0A else { return nil }
                value = rest[start..<(start + length)]
                rest = rest[(start + length + 1)...]
            } else {
                guard let last = rest[end...].firstIndex(of: 0x0A) else { return nil }
                value = rest[(end + 1)..<last]
                rest = rest[(last + 1)...]
            }
            fields.append((name, String(decoding: value, as: UTF8.self)))
        }
        return fields
    }
}
