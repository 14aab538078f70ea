/// How long mbox locks are waited for, and when a lock file counts as left behind.
public struct MboxWaiting: Sendable {
    /// How long one mailbox is waited for.
    public var patience: Duration
    /// Seconds. A lock file of a process of this host that is gone counts as left behind from this age on.
    public var staleAge: Int
    /// Seconds. One that names no process does so only from this age on: longer than Postfix (500) and Dovecot (120) give theirs.
    public var unnamedStaleAge: Int

    public static let standard = MboxWaiting(patience: .seconds(30), staleAge: 5, unnamedStaleAge: 600)

    public init(patience: Duration, staleAge: Int, unnamedStaleAge: Int) {
        self.patience = patience
        self.staleAge = staleAge
        self.unnamedStaleAge = unnamedStaleAge
    }
}
