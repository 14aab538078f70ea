internal import Glibc

/// How events are written.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// One line an event, for people.
    case human
    /// One JSON object a line.
    case json
    /// The journal's own protocol, with fields.
    case journald
    /// ``journald`` if standard error leads to the journal, ``human`` otherwise.
    case auto

    /// What ``auto`` stands for: the test of systemd.exec(5), `JOURNAL_STREAM` against the descriptor's device and inode.
    ///
    /// - Returns: Never ``auto``.
    public func resolved(environment: [String: String], descriptor: Int32 = EventLog.standardError) -> LogFormat {
        guard self == .auto else { return self }
        let parts = (environment["JOURNAL_STREAM"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        var status = stat()
        guard parts.count == 2, let device = UInt64(parts[0]), let inode = UInt64(parts[1]),
            fstat(descriptor, &status) == 0, UInt64(status.st_dev) == device, UInt64(status.st_ino) == inode
        else { return .human }
        return .journald
    }
}
